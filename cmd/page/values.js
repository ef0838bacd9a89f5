/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * values.js - codes to values, values to text: what does not touch the page.
 *
 * A frame is an array: 0 start and 1 end (seconds since 1970 UTC), 2 images
 * that went in, 3 of how many, 4 when in UTC, 5 on another clock or '', 6
 * layer, or -1 of a gap, whose reason is then 7; of a field 7 form, 8 bytes of
 * a code (0: it has no values), 9 whether values are exact (2: as float32), 10
 * base, 11 step, 12 zero, 13 codes.
 */
const START = 0, END = 1, HAVE = 2, EXPECTED = 3, WHEN = 4, LOCAL = 5, LAYER = 6, FORM = 7, REASON = 7,
	BYTES = 8, EXACT = 9, BASE = 10, STEP = 11, ZERO = 12, CODES = 13;
const TABLE = 0, EVEN = 1, ARSINH = 2;
const MISSING = -2, DRY = -1;

/*
 * Adds to each byte of a plane the prediction from its neighbours, which was
 * subtracted. Masked cells were predicted to be 0; as neighbours they, and
 * what is outside, are `fill`.
 */
function restore(plane, rows, cols, mask, fill) {
	for (let row = 0, i = 0; row < rows; row++) {
		let left = fill, corner = fill;
		for (let col = 0; col < cols; col++, i++) {
			const up = row > 0 && !mask[i - cols] ? plane[i - cols] : fill;
			if (mask[i]) {
				left = fill;
			} else {
				const slope = left + up - corner, low = Math.min(left, up), high = Math.max(left, up);
				plane[i] += slope < low ? low : slope > high ? high : slope;
				left = plane[i];
			}
			corner = up;
		}
	}
}

/* The codes of a field from its planes of bytes. */
function codesOf(frame, bytes, rows, cols, mask) {
	const cells = rows * cols, plane = [], planes = frame[BYTES];
	const fill = frame[FORM] === TABLE ? 0 : frame[FORM] === EVEN ? 1 : frame[ZERO];
	for (let k = 0; k < planes; k++) {
		plane.push(bytes.subarray(k * cells, (k + 1) * cells));
		restore(plane[k], rows, cols, mask, k === 0 ? fill : 0);
	}
	if (planes === 1)
		return plane[0];
	const codes = planes === 2 ? new Uint16Array(cells) : new Uint32Array(cells);
	for (let k = 0; k < planes; k++)
		for (let i = 0; i < cells; i++)
			codes[i] += plane[k][i] * 256 ** k;
	return codes;
}

/* Bits in rows that begin with a byte of their own, as bytes. */
function bitsOf(bytes, rows, cols) {
	const bits = new Uint8Array(rows * cols), stride = (cols + 7) >> 3;
	for (let y = 0, i = 0; y < rows; y++)
		for (let x = 0; x < cols; x++, i++)
			bits[i] = bytes[y * stride + (x >> 3)] >> (7 - (x & 7)) & 1;
	return bits;
}

/* A function from the codes of a frame to values; NaN for missing. */
function valueOf(frame, table) {
	const base = frame[BASE], step = frame[STEP], zero = frame[ZERO];
	if (frame[LAYER] < 0 || frame[BYTES] === 0)
		return () => NaN;
	if (frame[FORM] === TABLE)
		return code => table[code];
	if (frame[FORM] === EVEN && frame[EXACT] === 2)         /* multiples of 0.1 or 0.01, as float32 */
		return code => code === 0 ? NaN : Math.fround(Math.round(100 * (base + (code - 1) * step)) / 100);
	if (frame[FORM] === EVEN)
		return code => code === 0 ? NaN : base + (code - 1) * step;
	return code => code === 0 ? NaN : base * Math.sinh((code - zero) * step);
}

/* How far a value may be from the one that was coded. */
function errorOf(frame, value) {
	if (frame[EXACT])
		return 0;
	if (frame[FORM] === EVEN)
		return frame[STEP] / 2;
	const x = Math.abs(value), code = Math.asinh(x / frame[BASE]);
	return frame[BASE] * Math.sinh(code + frame[STEP] / 2) - x;
}

/* A function from values to the index of their colour, or to DRY or MISSING. */
function classOf(layer) {
	const steps = layer.steps, count = steps.length - 1, form = layer.form;
	return exact => {
		/* Bounds are float32; those of times are not. */
		const value = form === 'times' ? exact : Math.fround(exact);
		if (Number.isNaN(value))
			return MISSING;
		if (form === 'categories') {
			const i = steps.indexOf(value);
			return i < 0 ? steps.length : i;
		}
		if (form !== 'times' && !(value >= steps[0]))
			return form === 'difference' ? 0 : DRY;
		let below = 0, above = form === 'times' ? count : count + 1;
		while (above - below > 1) {
			const middle = (below + above) >> 1;
			if (value >= steps[middle])
				below = middle;
			else
				above = middle;
		}
		return below + (form === 'difference' ? 1 : 0);
	};
}

const two = n => String(n).padStart(2, '0');

/* 2020-11-01T03:00Z, with seconds if there are any. */
function timeText(seconds) {
	if (!(Math.abs(seconds) <= 8.64e12))
		return String(seconds);
	const t = /^(?:[+]0)?(.*-..-..T..:..)(:..)/.exec(new Date(Math.round(seconds) * 1000).toISOString());
	return t[1] + (t[2] === ':00' ? '' : t[2]) + 'Z';
}

/*
 * The shortest number that is the same float32; if the value has more digits
 * than that, all of them.
 */
function exactText(value) {
	for (let digits = 6; Math.fround(value) === value && digits < 10; digits++)
		if (Math.fround(+value.toPrecision(digits)) === value)
			return String(+value.toPrecision(digits));
	return String(value);
}

/*
 * A value in so many digits that rounding to them adds at most a tenth to its
 * error.
 */
function numberText(frame, value) {
	const error = errorOf(frame, value);
	if (Number.isNaN(value))
		return '';
	if (error === 0)
		return exactText(value);
	const digits = Math.ceil(-Math.log10(error / 5) - 1e-9), size = Math.abs(value);
	if (digits >= 0 && digits <= 6)
		return value.toFixed(digits);
	const significant = digits + (size > 0 ? Math.floor(Math.log10(size)) : 0) + 1;
	return String(+value.toPrecision(Math.min(15, Math.max(1, significant))));
}

/* A bound in one digit, which is not below it. */
function boundText(x) {
	const power = 10 ** Math.floor(Math.log10(x) + 1e-9);
	return String(+(Math.ceil(x / power - 1e-9) * power).toPrecision(1));
}

/*
 * Text that is or may turn what follows it from right to left, so that it does
 * not.
 */
function isolated(text) {
	const turns = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/;
	return turns.test(text) ? '\u2068' + text + '\u2069' : text;
}

/* The same for people: with units, as a date, or as the name of a category. */
function valueText(frame, layer, value) {
	if (frame[LAYER] < 0 || Number.isNaN(value))
		return 'no data';
	if (layer.form === 'times')
		return timeText(value).replace('T', ' ').replace('Z', ' UTC');
	if (layer.form === 'categories') {
		const name = layer.names[layer.steps.indexOf(Math.fround(value))];
		return name === undefined ? exactText(value) : isolated(name);
	}
	const units = layer.units === '' ? '' : ' ' + isolated(layer.units), error = errorOf(frame, value);
	if (value === 0 && error > 0 && layer.form === 'range')
		return 'below ' + boundText(error) + units;
	return numberText(frame, value) + units;
}

/*
 * Longitude and latitude of a row and column, as [lon, lat]; null where there
 * are none.
 */
function lonlatOf(place, rows, cols) {
	if (place === null)
		return () => null;
	if (place.affine) {
		const a = place.affine;
		return (row, col) => [((a[0] + col * a[1] + row * a[2] + 540) % 360 + 360) % 360 - 180,
			a[3] + col * a[4] + row * a[5]];
	}
	const n = place.n, radian = Math.PI / 180, at = [];
	for (let i = 0; i < place.at.length; i += 2) {
		const lon = place.at[i] * radian, lat = place.at[i + 1] * radian;
		at.push(place.at[i] === null ? null :
			[Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)]);
	}
	/*
	 * A parabola through three corners each way; u is counted from the
	 * middle one.
	 */
	const weights = u => [u * (u - 1) / 2, 1 - u * u, u * (u + 1) / 2];
	return (row, col) => {
		const y = row / rows * n, x = col / cols * n, sum = [0, 0, 0];
		const i = Math.min(n - 1, Math.max(1, Math.round(y))), j = Math.min(n - 1, Math.max(1, Math.round(x)));
		const across = weights(x - j), down = weights(y - i);
		for (let k = 0; k < 9; k++) {
			const p = at[(i - 1 + Math.floor(k / 3)) * (n + 1) + j - 1 + k % 3];
			if (p === null)
				return null;
			for (let q = 0; q < 3; q++)
				sum[q] += p[q] * down[Math.floor(k / 3)] * across[k % 3];
		}
		return [Math.atan2(sum[1], sum[0]) / radian, Math.atan2(sum[2], Math.hypot(sum[0], sum[1])) / radian];
	};
}

/* A place in so many digits as are true of all of them. */
function placeText(lonlat, row, col, error) {
	const digits = error < 0.005 ? 2 : error < 0.05 ? 1 : 0;
	if (lonlat === null)
		return 'row ' + row + ', column ' + col;
	return Math.abs(lonlat[1]).toFixed(digits) + '\u00b0' + (lonlat[1] < 0 ? 'S' : 'N') + ' ' +
		Math.abs(lonlat[0]).toFixed(digits) + '\u00b0' + (lonlat[0] < 0 ? 'W' : 'E');
}

/* Round numbers from low to high, about n of them. */
function ticks(low, high, n) {
	const rough = (high - low) / n || 1, power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].find(k => k * power >= rough * .999) * power, list = [];
	for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
		list.push(+(k * step).toPrecision(12));
	return list;
}

/* Round bounds around low and high, as ticks() has them. */
function roundRange(low, high, n) {
	if (!(high > low))
		return [low, low + 1];
	const list = ticks(low, high, n), step = list.length > 1 ? list[1] - list[0] : high - low;
	return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/*
 * The first times of hours, days, months or years, about n of them, with their
 * labels.
 */
function timeTicks(from, to, n) {
	const HOUR = 3600, DAY = 24 * HOUR, list = [];
	const step = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY]
		.find(s => (to - from) / s <= n);
	const date = t => new Date(t * 1000).toISOString();
	if (step !== undefined) {
		for (let t = Math.ceil(from / step) * step; t < to; t += step)
			list.push([t, t % DAY === 0 ? date(t).slice(5, 10) : date(t).slice(11, 16)]);
		return list;
	}
	const months = [1, 2, 3, 6, 12, 24, 60, 120, 240].find(m => (to - from) / (m * 30.4 * DAY) <= n) || 600;
	const first = new Date(from * 1000), year = first.getUTCFullYear();
	for (let m = 0; ; m += months) {
		const t = Date.UTC(year, m, 1) / 1000;
		if (t >= to)
			return list;
		if (t >= from)
			list.push([t, months < 12 ? date(t).slice(0, 7) : date(t).slice(0, 4)]);
	}
}

/* The series of a place as CSV. */
function csvOf(frames, layer, values) {
	const name = (layer.name || 'value') + (layer.units === '' ? '' : ' (' + layer.units + ')');
	const quoted = /[",]/.test(name) ? '"' + name.replace(/"/g, '""') + '"' : name;
	return 'start,end,have,expected,' + quoted + '\n' + frames.map((f, i) => [timeText(f[START]),
		timeText(f[END]), f[HAVE], f[EXPECTED], layer.form === 'times' && !Number.isNaN(values[i]) ?
		timeText(values[i]) : numberText(f, values[i])].join(',') + '\n').join('');
}

/*
 * How the page is laid out in a window: '' has the legend and the series
 * beside the map, 'flat' has all below each other, and 'beside' all beside the
 * map, which can be as high as the window.
 */
function layoutOf(width, height, ratio) {
	const LOW = 700, NARROW = 820, flat = Math.min(width - 24, (height - 150) * ratio);
	const beside = Math.min(width - 300, (height - 24) * ratio);
	if (height > LOW && width > NARROW)
		return ratio > 1.4 ? 'flat' : '';
	return beside > 1.15 * flat ? 'beside' : 'flat';
}
