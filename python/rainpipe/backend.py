# SPDX-License-Identifier: BSD-2-Clause
"""xarray.open_dataset('days.chunk', engine='rainpipe')"""
import rainpipe
import xarray

class Backend(xarray.backends.BackendEntrypoint):
    description = 'Streams of rainpipe'
    open_dataset_parameters = ('filename_or_obj', 'drop_variables')

    def open_dataset(self, filename_or_obj, *, drop_variables=None):
        return rainpipe.to_xarray(filename_or_obj).drop_vars(drop_variables or [])

    def guess_can_open(self, filename_or_obj):
        return str(filename_or_obj).endswith('.chunk')
