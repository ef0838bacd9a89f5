# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 page.py

Makes what the examples of radar-unzip(1) read, in the folder page."""
import io, tarfile, zipfile
day = zipfile.ZipFile('days/2020-11-01.zip')
open('page/composite.tif', 'wb').write(day.read('radar_2011011200.tif'))
# It is not one of SMHI's by its name, so it must say what its numbers mean.
open('page/composite.tif.aux.xml', 'w').write('<PAMDataset><PAMRasterBand band="1"><NoDataValue>255</NoDataValue>'
    '<Offset>-32</Offset><Scale>0.5</Scale></PAMRasterBand></PAMDataset>')
with tarfile.open('page/2020.tar.gz', 'w:gz') as t:
    for name in day.namelist()[::3]:
        info = tarfile.TarInfo('dbz-2020%sT%s.tif' % (name[8:12], name[12:16]))
        info.size = len(day.read(name))
        t.addfile(info, io.BytesIO(day.read(name)))
