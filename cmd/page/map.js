/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map.js - the fields of the page, the map that shows one, and what is told of
 * a cell.
 */

const $ = id => document.getElementById(id);
const ROWS = D.rows, COLS = D.cols, CELLS = ROWS * COLS;
const KEEP = 400e6;                     /* bytes of codes that are kept */
const lonlat = lonlatOf(D.lonlat, ROWS, COLS);
let table = null, mask = null;          /* the stream's codes; where nothing is to be expected */
let layer = 0, list = [], at = 0;       /* the layer, its frames and the one that is shown */
let drawn = { frame: null, codes: null, layer: null };  /* what the canvas shows, whatever is kept */
let pin = null, series = null, timer = 0, classes = null;
const codes = new Map();                /* of frames, by their place in D.frames */

/* ---- Data ---- */

/* Bytes from base64 of zlib. */
async function inflate(text) {
	const raw = atob(text), bytes = new Uint8Array(raw.length);
	for (let i = 0; i < raw.length; i++)
		bytes[i] = raw.charCodeAt(i);
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/*
 * The codes of a frame, unpacked when they are first needed; null if it has
 * none.
 */
async function read(frame) {
	if (frame[LAYER] < 0 || frame[BYTES] === 0)
		return null;
	if (codes.has(frame))
		return codes.get(frame);
	const c = codesOf(frame, await inflate(frame[CODES]), ROWS, COLS, mask);
	if ((codes.size + 1) * CELLS * frame[BYTES] > KEEP)
		codes.delete(codes.keys().next().value);
	codes.set(frame, c);
	return c;
}

/* ---- The map ---- */

/* Draws land and sea, which stay. */
function prepareGround(bits) {
	const c = $('ground'), width = COLS * D.zoom, height = ROWS * D.zoom;
	c.width = width;
	c.height = height;
	const g = c.getContext('2d'), image = g.createImageData(width, height);
	const pixel = new Uint32Array(image.data.buffer), SEA = 0xfff6efe9, LAND = 0xfff6fafb;
	const land = bits === null ? null : bitsOf(bits, height, width);
	for (let i = 0; i < pixel.length; i++)
		pixel[i] = land === null || land[i] ? LAND : SEA;
	g.putImageData(image, 0, 0);
	$('data').width = COLS;
	$('data').height = ROWS;
}

const NOTHING = 0, NO_DATA = 0x73a29d96;        /* of the canvas: transparent; a veil */

/* Colours of all codes of a frame, or a function that finds them one by one. */
function coloursOf(frame) {
	const value = valueOf(frame, table), rgb = D.layers[layer].colours.map(c =>
		0xff000000 + parseInt(c.slice(5, 7) + c.slice(3, 5) + c.slice(1, 3), 16));
	const colour = code => {
		const k = classes(value(code));
		return k === MISSING ? NO_DATA : k === DRY ? NOTHING : rgb[k];
	};
	if (frame[BYTES] > 2)
		return colour;
	const all = new Uint32Array(256 ** frame[BYTES]);
	for (let code = 0; code < all.length; code++)
		all[code] = colour(code);
	return code => all[code];
}

/* Shows the frame that is chosen, as soon as it is unpacked. */
async function draw() {
	const frame = list[at], c = await read(frame);
	if (frame !== list[at])                 /* another one is wanted meanwhile */
		return;
	const g = $('data').getContext('2d'), image = g.createImageData(COLS, ROWS);
	const pixel = new Uint32Array(image.data.buffer);
	if (c === null) {
		pixel.fill(NO_DATA);
	} else {
		const colour = coloursOf(frame);
		for (let i = 0; i < CELLS; i++)
			pixel[i] = colour(c[i]);
	}
	g.putImageData(image, 0, 0);
	drawn = { frame, codes: c, layer: D.layers[layer] };
	tell(frame);
	drawNow();
	showTip();
}

/*
 * The interval on the reader's clock, if that is another than UTC's, and the
 * interval short.
 */
function clockText(frame) {
	const start = new Date(frame[START] * 1000), end = new Date(frame[END] * 1000);
	const away = [start, end].map(t => t.getTimezoneOffset()), zone = { timeZoneName: 'short' };
	const clock = { hour: '2-digit', minute: '2-digit' };
	if (!/UTC$/.test(frame[WHEN]) || frame[END] - frame[START] >= 86400 || (!away[0] && !away[1]))
		return '';
	const date = start.getDate() === start.getUTCDate() ? '' : start.toLocaleDateString() + ' ';
	return date + start.toLocaleTimeString([], away[0] === away[1] ? clock : { ...clock, ...zone }) +
		'\u2013' + end.toLocaleTimeString([], { ...clock, ...zone }) + ' on your clock';
}

/* What the line above the map says. */
function tell(frame) {
	const local = frame[LOCAL] === '' ? clockText(frame) : frame[LOCAL];
	$('utc').textContent = frame[WHEN];
	$('local').textContent = local;
	$('short').textContent = frame[LAYER] < 0 ? frame[REASON] :
		frame[HAVE] < frame[EXPECTED] ? frame[HAVE] + '/' + frame[EXPECTED] + ' images' : '';
	$('time').value = at;
	$('time').setAttribute('aria-valuetext', frame[WHEN] + ' ' + $('short').textContent);
}

/* A line that is seen on pale and on dark colours. */
function stroke(g, path, unit, width, ink, dash) {
	for (const [colour, wide] of [['rgba(255,255,255,.4)', width + 1.4], [ink, width]]) {
		g.strokeStyle = colour;
		g.lineWidth = wide / unit;
		g.setLineDash(dash.map(d => d / unit));
		g.stroke(path);
	}
}

/*
 * Coasts, borders and the rest; `unit` is a tenth of a pixel of the ground, in
 * pixels.
 */
function drawLines(g, unit) {
	g.save();
	g.translate(...spotOf(0, 0));
	g.scale(unit, unit);
	g.lineJoin = g.lineCap = 'round';
	const inks = { grid: ['rgba(47,56,70,.35)', .8, []], lakes: ['rgba(47,56,70,.65)', .8, []],
		borders: ['rgba(47,56,70,.6)', .8, [4, 3.5]], coast: ['rgba(47,56,70,.85)', 1, []],
		own: ['#2f3846', 1.8, []] };
	for (const kind of Object.keys(inks))
		if (D.lines[kind] !== '')
			stroke(g, new Path2D(D.lines[kind]), unit, inks[kind][1], inks[kind][0], inks[kind][2]);
	g.restore();
}

/* Text that is read on any colour. */
function outlined(g, text, x, y) {
	g.strokeStyle = 'rgba(255,255,255,.85)';
	g.lineWidth = 3;
	g.lineJoin = 'round';
	g.strokeText(text, x, y);
	g.fillStyle = '#282e36';
	g.fillText(text, x, y);
}

/* Names that have room; the dots of points also without. */
function drawNames(g, width, height, taken) {
	g.font = '500 12px system-ui, sans-serif';
	for (const [marks, always] of [[D.points, true], [D.places, false]]) {
		for (const [name, row, col] of marks) {
			const [x, y] = spotOf(row, col), w = g.measureText(name).width;
			const left = x + w + 12 > width, from = left ? x - w - 7 : x + 7;
			const box = [Math.min(from, x) - 4, y - 9, Math.max(from + w, x) + 4, y + 8];
			const free = box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height &&
				!taken.some(t => !(box[2] < t[0] || box[0] > t[2] || box[3] < t[1] || box[1] > t[3]));
			if (!free && (!always || x < 0 || y < 0 || x > width || y > height))
				continue;
			for (const [radius, ink] of [[always ? 4 : 3, '#fff'], [always ? 3 : 2, '#282e36']]) {
				g.fillStyle = ink;
				g.beginPath();
				g.arc(x, y, radius, 0, 7);
				g.fill();
			}
			if (free) {
				outlined(g, name, from, y + 4);
				taken.push(box);
			}
		}
	}
}

/* Returns the room that it takes. */
function drawScale(g, width, height) {
	const pixels = width / COLS * view.zoom;
	if (!(D.km > 0))
		return [];
	let km = 1e-3;
	for (let k = 1e-3; k < 1e5; k *= 10)
		for (const m of [1, 2, 5])
			if (k * m / D.km * pixels <= width / 4)
				km = k * m;
	const long = km / D.km * pixels, y = height - 12;
	for (const [ink, wide] of [['rgba(255,255,255,.85)', 4], ['#282e36', 1.5]]) {
		g.strokeStyle = ink;
		g.lineWidth = wide;
		g.beginPath();
		g.moveTo(12, y - 5);
		g.lineTo(12, y);
		g.lineTo(12 + long, y);
		g.lineTo(12 + long, y - 5);
		g.stroke();
	}
	g.font = '500 12px system-ui, sans-serif';
	g.textAlign = 'center';
	outlined(g, km < 1 ? +(km * 1000).toPrecision(3) + ' m' : km + ' km', 12 + long / 2, y - 7);
	g.textAlign = 'left';
	return [[0, height - 36, long + 30, height]];
}

/* The mark on the chosen cell. */
function drawPin(g, width) {
	if (pin === null)
		return;
	const [x, y] = spotOf(pin.row + .5, pin.col + .5);
	const half = Math.max(5, width / COLS * view.zoom / 2);
	for (const [ink, wide] of [['#fff', 4], ['#d60065', 2]]) {
		g.strokeStyle = ink;
		g.lineWidth = wide;
		g.strokeRect(x - half, y - half, 2 * half, 2 * half);
	}
}

/* What lies over the field: lines, names, the scale and the mark. */
function drawOver(ratio = devicePixelRatio || 1) {
	const c = $('lines'), g = c.getContext('2d');
	const width = $('map').clientWidth, height = $('map').clientHeight;
	c.width = Math.round(width * ratio);
	c.height = Math.round(height * ratio);
	g.setTransform(c.width / width, 0, 0, c.height / height, 0, 0);
	drawLines(g, width / COLS * view.zoom / D.zoom / 10);
	drawNames(g, width, height, drawScale(g, width, height));
	drawPin(g, width);
}

/*
 * Sets the size of the map: at most so wide and high, and at least a line that
 * can be pointed at.
 */
function resize(room, high, layout) {
	const LEAST = 48, square = Math.min(room, high * COLS / ROWS);
	const width = Math.round(Math.max(LEAST, square));
	$('map').style.width = width + 'px';
	$('map').style.height = Math.round(Math.max(LEAST, square * ROWS / COLS)) + 'px';
	$('head').style.maxWidth = $('bar').style.width = layout === '' ? Math.max(width, 320) + 'px' : '';
	$('credit').style.maxWidth = $('head').style.maxWidth;
}

/*
 * The map is as large as there is room for, together with the slider and, if
 * it is below it, the legend: in the window, or on `page` of [width, height].
 */
function fit(page) {
	const root = document.documentElement;
	const [wide, high] = page || [root.clientWidth, root.clientHeight];
	const layout = layoutOf(wide, high, COLS / ROWS), tight = wide <= 820 || high <= 700;
	const padding = tight ? 12 : 22, side = { '': 300, flat: 0, beside: 270 }[layout];
	const room = wide - 2 * padding - side;
	const parts = { '': ['bar', 'credit'], flat: ['bar', 'legend'], beside: [] }[layout].map($);
	document.body.className = (layout && layout + ' lying') + (tight ? ' tight' : '');
	resize(room, high - 2 * padding, layout);
	if (parts.length > 0) {
		const box = $('map').getBoundingClientRect();
		const end = Math.max(box.bottom, ...parts.map(part => part.getBoundingClientRect().bottom));
		const other = box.top + scrollY + end - box.bottom;
		resize(room, Math.max(high * .45, high - other - padding), layout);
	}
	thinLabels();
	drawOver(page ? 3 : devicePixelRatio || 1);
	drawChart();
}

/*
 * On paper, the map and what is beside or below it are on the upper part of a
 * page, also of one across.
 */
function paper(on) {
	const PAPER = [700, 640];               /* A4 and Letter have 710 x 980 between their margins */
	document.querySelector('main').style.width = on ? PAPER[0] + 'px' : '';
	fit(on ? PAPER : null);
}

/* ---- What the pointer is over ---- */

let pointer = null;

/* The cell that a pointer is over, and where that is on the map. */
function cellAt(event) {
	const box = $('map').getBoundingClientRect();
	const x = event.clientX - box.left, y = event.clientY - box.top;
	const col = Math.floor((view.left + x / box.width / view.zoom) * COLS);
	const row = Math.floor((view.top + y / box.height / view.zoom) * ROWS);
	return row >= 0 && col >= 0 && row < ROWS && col < COLS ? { row, col, x, y } : null;
}

/* The value of a cell as it is drawn. */
function valueAt(row, col) {
	return drawn.codes === null ? NaN : valueOf(drawn.frame, table)(drawn.codes[row * COLS + col]);
}

/* A cell by its longitude and latitude. */
const whereIs = p => placeText(lonlat(p.row + .5, p.col + .5), p.row, p.col,
	D.lonlat === null ? 0 : D.lonlat.error || 0);

/* The value and the place under the pointer. */
function showTip() {
	const tip = $('tip');
	tip.hidden = pointer === null || drawn.frame === null;
	if (tip.hidden)
		return;
	tip.textContent = valueText(drawn.frame, drawn.layer, valueAt(pointer.row, pointer.col)) +
		'   ' + whereIs(pointer);
	const width = $('map').clientWidth, w = tip.offsetWidth, h = tip.offsetHeight;
	const x = Math.max(0, pointer.x + 14 + w > width ? pointer.x - 10 - w : pointer.x + 14);
	const y = pointer.y - h - 8 < 0 ? pointer.y + 16 : pointer.y - h - 8;
	tip.style.transform = 'translate(' + x + 'px,' + y + 'px)';
}
