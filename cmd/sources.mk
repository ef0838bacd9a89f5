# SPDX-License-Identifier: BSD-2-Clause
# sources.mk - what the tools share, by folders: a part of Makefile.am.

libcmd_la_SOURCES = \
	cmd/cli/cmd.h cmd/cli/commit.c cmd/cli/damage.c cmd/cli/damage.h cmd/cli/file.c \
	cmd/cli/headers.c cmd/cli/json.c cmd/cli/json.h cmd/cli/layers.c cmd/cli/layers.h \
	cmd/cli/message.c cmd/cli/message.h cmd/cli/options.c cmd/cli/output.c \
	cmd/cli/pathnames.c cmd/cli/pathnames.h cmd/cli/private.h cmd/cli/progress.c \
	cmd/cli/streams.c cmd/cli/target.c cmd/cli/times.c \
	cmd/combine/agree.c cmd/combine/agree.h cmd/combine/match.c cmd/combine/match.h \
	cmd/combine/operands.c cmd/combine/operands.h cmd/combine/shelf.c cmd/combine/shelf.h \
	cmd/combine/values.c cmd/combine/values.h cmd/combine/write.c \
	cmd/archive/beside.c cmd/archive/beside.h cmd/archive/bytes.c cmd/archive/checksums.c \
	cmd/archive/decompress.c cmd/archive/decompress.h cmd/archive/foreign.c \
	cmd/archive/gunzip.c cmd/archive/images-beside.c cmd/archive/images-list.c \
	cmd/archive/images-read.c cmd/archive/images-zip.c cmd/archive/images.c \
	cmd/archive/images.h cmd/archive/inflate.c cmd/archive/kinds.c cmd/archive/names.c \
	cmd/archive/names.h cmd/archive/pattern-guess.c cmd/archive/pattern.c cmd/archive/pattern.h \
	cmd/archive/private.h cmd/archive/sequence.c cmd/archive/series.c cmd/archive/series.h cmd/archive/sources.c \
	cmd/archive/sources.h cmd/archive/unpacked.c cmd/archive/walk.c cmd/archive/walk.h \
	cmd/archive/zipdir.c \
	cmd/tiff/crs-keys.c cmd/tiff/crs.c cmd/tiff/crs.h cmd/tiff/geokeys.c \
	cmd/tiff/geokeys.h cmd/tiff/geotiff-layout.c cmd/tiff/geotiff-tags.c \
	cmd/tiff/geotiff-write.c cmd/tiff/geotiff.c cmd/tiff/geotiff.h cmd/tiff/lossless.c \
	cmd/tiff/lzw.c cmd/tiff/metadata.c cmd/tiff/private.h cmd/tiff/projections.c \
	cmd/tiff/sidecar.c cmd/tiff/sidecar.h cmd/tiff/tiffmem.c cmd/tiff/twin.c \
	cmd/radar/convert.c cmd/radar/convert.h cmd/radar/private.h cmd/radar/rain-describe.c \
	cmd/radar/rain.c cmd/radar/rain.h cmd/radar/smhi.c cmd/radar/smhi.h \
	cmd/radar/weather.c cmd/radar/weather.h cmd/radar/zr-settle.c cmd/radar/zr.c \
	cmd/radar/zr.h \
	cmd/radolan/ascii.c cmd/radolan/binary.c cmd/radolan/grids.c cmd/radolan/private.h \
	cmd/radolan/radolan.h \
	cmd/fold/bins.c cmd/fold/bins.h cmd/fold/codes-band.h cmd/fold/codes-results.c \
	cmd/fold/codes-template.h cmd/fold/codes.c cmd/fold/cycle.c cmd/fold/cycle.h \
	cmd/fold/enough.c cmd/fold/enough.h \
	cmd/fold/exact.c cmd/fold/exact.h cmd/fold/extremes.c cmd/fold/floats.c \
	cmd/fold/fold.c cmd/fold/fold.h cmd/fold/gaps.c cmd/fold/gaps.h cmd/fold/groups.c \
	cmd/fold/groups.h cmd/fold/intake.c cmd/fold/intake.h cmd/fold/merge-digits.c \
	cmd/fold/merge.c cmd/fold/moving.c cmd/fold/period.c cmd/fold/period.h \
	cmd/fold/private.h cmd/fold/results.c cmd/fold/results.h cmd/fold/runs.h \
	cmd/fold/save.c cmd/fold/state.c cmd/fold/statistics.c cmd/fold/statistics.h \
	cmd/fold/steps.c cmd/fold/steps.h cmd/fold/values.c cmd/fold/wide.c \
	cmd/fold/window-private.h cmd/fold/window.c cmd/fold/window.h \
	cmd/grid/blocks.c cmd/grid/blocks.h cmd/grid/box.c cmd/grid/box.h cmd/grid/cells.c \
	cmd/grid/cells.h cmd/grid/cut.c cmd/grid/extend.c cmd/grid/extend.h cmd/grid/filters.c \
	cmd/grid/filters.h cmd/grid/flags.c cmd/grid/flags.h cmd/grid/formats.c \
	cmd/grid/formats.h cmd/grid/geometry.c cmd/grid/geometry.h cmd/grid/image.c \
	cmd/grid/image.h cmd/grid/lonlat.c cmd/grid/lonlat.h cmd/grid/onto-fields.c \
	cmd/grid/onto.c cmd/grid/onto.h cmd/grid/projection-text.c cmd/grid/projection-text.h \
	cmd/grid/projection.h cmd/grid/region.c cmd/grid/region.h cmd/grid/units.c \
	cmd/grid/units.h cmd/grid/width.c cmd/grid/width.h \
	cmd/polygon/inside.c cmd/polygon/lines.c cmd/polygon/lines.h cmd/polygon/polygons.c \
	cmd/polygon/polygons.h cmd/polygon/private.h cmd/polygon/reach.c \
	cmd/map/anchors.c cmd/map/fill.c cmd/map/ground.c cmd/map/ground.h cmd/map/private.h \
	cmd/map/strokes.c cmd/map/trace.c cmd/map/world.c cmd/map/world.h \
	cmd/page/code.c cmd/page/code.h cmd/page/layer.c cmd/page/layer.h cmd/page/mapping.c \
	cmd/page/mapping.h cmd/page/pack.c cmd/page/pack.h cmd/page/template.c \
	cmd/page/template.h \
	cmd/picture/backdrop.c cmd/picture/backdrop.h cmd/picture/canvas.c \
	cmd/picture/canvas.h cmd/picture/caption.c cmd/picture/caption.h cmd/picture/embed.c \
	cmd/picture/embed.h cmd/picture/field.c cmd/picture/field.h cmd/picture/gifout.c \
	cmd/picture/gifout.h cmd/picture/label.c cmd/picture/label.h cmd/picture/legend.c \
	cmd/picture/legend.h cmd/picture/marks.c cmd/picture/marks.h cmd/picture/names.c \
	cmd/picture/names.h cmd/picture/palette-text.c cmd/picture/palette.c \
	cmd/picture/palette.h cmd/picture/picture.c cmd/picture/picture.h cmd/picture/pngout.c \
	cmd/picture/pngout.h cmd/picture/quantity.c cmd/picture/quantity.h cmd/picture/scale.c \
	cmd/picture/scale.h cmd/picture/sheet.c cmd/picture/sheet.h cmd/picture/show-options.c \
	cmd/picture/show-palette.c cmd/picture/show.c cmd/picture/show.h cmd/picture/spread.c \
	cmd/picture/spread.h cmd/picture/steps.c cmd/picture/steps.h cmd/picture/text.c \
	cmd/picture/text.h cmd/picture/words.c cmd/picture/words.h \
	cmd/info/graph.c cmd/info/graph.h cmd/info/history.c cmd/info/private.h \
	cmd/info/report-json.c cmd/info/report-text.c cmd/info/report.h \
	cmd/cluster/batch.c cmd/cluster/batch.h cmd/cluster/cross-gaps.c cmd/cluster/cross.c \
	cmd/cluster/cross.h cmd/cluster/eigen.c cmd/cluster/eigen.h cmd/cluster/embed.c \
	cmd/cluster/embed.h cmd/cluster/fields.c cmd/cluster/fields.h cmd/cluster/judge.c \
	cmd/cluster/judge.h cmd/cluster/kmeans-start.c cmd/cluster/kmeans.c \
	cmd/cluster/kmeans.h cmd/cluster/landmarks.c cmd/cluster/landmarks.h \
	cmd/cluster/lanes.c cmd/cluster/lanes.h cmd/cluster/options.h cmd/cluster/result.c \
	cmd/cluster/result.h cmd/cluster/similarity.c cmd/cluster/similarity.h \
	cmd/cluster/sums.c cmd/cluster/sums.h cmd/cluster/try.c cmd/cluster/try.h \
	cmd/table/areas.c cmd/table/csv.c cmd/table/csv.h cmd/table/places-file.c \
	cmd/table/places.c cmd/table/places.h cmd/table/private.h cmd/table/summaries.c \
	cmd/table/summaries.h cmd/table/summary.c cmd/table/summary.h cmd/table/top-near.c \
	cmd/table/top-private.h cmd/table/top.c cmd/table/top.h cmd/table/zones.c

# What needs a library that configure may not have found.
if HAVE_JANSSON
libcmd_la_SOURCES += \
	cmd/polygon/features.c cmd/polygon/features.h cmd/polygon/geojson-text.c \
	cmd/polygon/geojson-text.h cmd/polygon/geojson.c cmd/polygon/lines-geojson.c
endif
if HAVE_PROJ
libcmd_la_SOURCES += \
	cmd/grid/projection.c cmd/grid/projlib.c cmd/grid/projlib.h
else
libcmd_la_SOURCES += \
	cmd/grid/projection-none.c
endif
if HAVE_ODIM2RAIN
libcmd_la_SOURCES += \
	cmd/hdf5/data-chunks.c cmd/hdf5/data.c cmd/hdf5/hdf5-file.c cmd/hdf5/knmi.c \
	cmd/hdf5/odim-grid.c cmd/hdf5/odim-image.c cmd/hdf5/odim.c cmd/hdf5/odim.h \
	cmd/hdf5/private.h
endif
if HAVE_NC2CHUNK
libcmd_la_SOURCES += \
	cmd/netcdf/axes.c cmd/netcdf/choose.c cmd/netcdf/chunks.c cmd/netcdf/chunks.h \
	cmd/netcdf/classic.c cmd/netcdf/classic.h cmd/netcdf/crs.c cmd/netcdf/describe.c \
	cmd/netcdf/file.c cmd/netcdf/inflate.c cmd/netcdf/mapping.c cmd/netcdf/mark-gaps.c \
	cmd/netcdf/mark.c cmd/netcdf/mark.h cmd/netcdf/methods.c cmd/netcdf/nctime.c \
	cmd/netcdf/nctime.h cmd/netcdf/own.c cmd/netcdf/packing.c cmd/netcdf/place.c \
	cmd/netcdf/private.h cmd/netcdf/reading.c cmd/netcdf/reading.h cmd/netcdf/records.c \
	cmd/netcdf/settle.c cmd/netcdf/slabs.c cmd/netcdf/stamps.c cmd/netcdf/state.h \
	cmd/netcdf/times.c cmd/netcdf/unpack.c cmd/netcdf/variable.c \
	cmd/ncout/append.c cmd/ncout/categories.c cmd/ncout/centres.c cmd/ncout/climatology.c \
	cmd/ncout/crs.c cmd/ncout/define-layer.c cmd/ncout/define.c cmd/ncout/hdf.c \
	cmd/ncout/names.c cmd/ncout/ncout.c cmd/ncout/ncout.h cmd/ncout/private.h \
	cmd/ncout/put.c cmd/ncout/series.c cmd/ncout/tiles.c
endif
