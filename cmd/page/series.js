/* SPDX-License-Identifier: BSD-2-Clause */
/* series.js - the series of a place: read, drawn, as a table, copied. */

/* Marks a cell and reads its series; null takes the mark away. */
async function choose(p) {
	pin = p;
	series = null;
	$('pin').textContent = p === null ? 'Click on the map for the series of a place' : whereIs(p);
	$('sum').textContent = '';
	if (p !== null)
		reveal(p);
	drawOver();
	drawChart();
	if (p === null)
		return;
	const values = [], chosen = list;
	for (const frame of chosen) {
		const c = await read(frame);
		if (pin !== p || chosen !== list)       /* another place is wanted meanwhile */
			return;
		values.push(c === null ? NaN : valueOf(frame, table)(c[p.row * COLS + p.col]));
	}
	series = values;
	$('pin').textContent = whereIs(p) + (/^row/.test(whereIs(p)) ? '' :
		', row ' + p.row + ', column ' + p.col);
	$('sum').textContent = summary(values);
	$('numbers').open = false;
	drawChart();
	$('live').textContent = $('utc').textContent + ': ' +
		valueText(list[at], D.layers[layer], values[at]) + ', ' + whereIs(p);
}

/*
 * The series in a line: the largest value, how often it was wet, what is
 * missing.
 */
function summary(values) {
	const l = D.layers[layer], there = values.map((v, i) => i).filter(i => !Number.isNaN(values[i]));
	if (there.length === 0)
		return 'no data';
	if (values.length === 1)
		return valueText(list[0], l, values[0]);
	const gaps = values.length - there.length, last = gaps > 0 ? '; ' + gaps + ' without data' : '';
	if (l.form === 'times' || l.form === 'categories')
		return there.length + ' of ' + values.length + ' with data';
	const most = there.reduce((a, b) => values[b] > values[a] ? b : a);
	const wet = l.dry === '' ? '' : '; ' + there.filter(i => classes(values[i]) >= 0).length + ' of ' +
		there.length + (l.steps[0] > 0 ? ' with ' + l.labels[0] + ' or more' : ' above 0');
	if (l.dry !== '' && values[most] === 0 && errorOf(list[most], 0) > 0)
		return 'nothing above ' + boundText(errorOf(list[most], 0)) + (l.units && ' ' + l.units) + last;
	return 'largest ' + valueText(list[most], l, values[most]) + ', ' + list[most][WHEN] + wet + last;
}

const SVG = 'http://www.w3.org/2000/svg', LEFT = 42, TOP = 8, BOTTOM = 22, HIGH = 190;

/* Adds an element to the chart. */
function shape(name, attributes, text) {
	const e = document.createElementNS(SVG, name);
	for (const key of Object.keys(attributes))
		e.setAttribute(key, attributes[key]);
	if (text !== undefined)
		e.textContent = text;
	$('chart').append(e);
	return e;
}

/*
 * A climatology has groups, one beside the other; all else is on an axis of
 * time.
 */
function axis() {
	const width = Math.max(120, $('chart').clientWidth), room = width - LEFT - 2, time = !D.cycle;
	const from = list[0][START], to = list.reduce((most, f) => Math.max(most, f[END]), from + 1);
	const x = time ? seconds => LEFT + (seconds - from) / (to - from) * room :
		i => LEFT + i / list.length * room;
	return { width, time, from, to, left: i => time ? x(list[i][START]) : x(i),
		right: i => time ? x(list[i][END]) : x(i + 1), x };
}

/* The bars of one colour are one path. */
function drawBars(a, y) {
	const paths = new Map(), zero = y(0);
	series.forEach((v, i) => {
		const left = a.left(i), wide = Math.max(.7, a.right(i) - left - (a.right(i) - left > 3 ? .8 : 0));
		const k = classes(v);
		if (k === MISSING)
			add(k, 'M' + left + ' ' + TOP + 'h' + Math.max(.7, a.right(i) - left) + 'V' + (HIGH - BOTTOM) +
				'H' + left + 'z');
		else
			add(k, 'M' + left + ' ' + zero + 'h' + wide + 'V' + y(v) + 'H' + left + 'z');
	});
	function add(k, d) { paths.set(k, (paths.get(k) || '') + d); }
	for (const [k, d] of paths)
		shape('path', { d, fill: k === MISSING ? 'var(--rule)' : k === DRY ? 'var(--dim)' :
			D.layers[layer].colours[k], opacity: k === MISSING || k === DRY ? .6 : 1 });
}

/* The series as bars over time. */
function drawChart() {
	const chart = $('chart'), l = D.layers[layer], some = series !== null;
	const plain = l.form !== 'times' && l.form !== 'categories' && list.length > 1;
	chart.toggleAttribute('hidden', !(some && plain));
	$('buttons').hidden = $('numbers').hidden = !some;
	if (!some || !plain)
		return;
	chart.replaceChildren();
	const a = axis(), there = series.filter(v => !Number.isNaN(v));
	const [low, high] = roundRange(there.reduce((a, b) => Math.min(a, b), 0),
		there.reduce((a, b) => Math.max(a, b), 0), 4);
	const y = v => HIGH - BOTTOM - (v - low) / (high - low) * (HIGH - BOTTOM - TOP);
	chart.setAttribute('viewBox', '0 0 ' + a.width + ' ' + HIGH);
	for (const t of ticks(low, high, 4)) {
		shape('line', { x1: LEFT, x2: a.width, y1: y(t), y2: y(t), stroke: 'var(--rule)' });
		shape('text', { x: LEFT - 6, y: y(t) + 4, 'text-anchor': 'end', 'font-size': 12,
			fill: 'var(--dim)' }, String(t));
	}
	drawBars(a, y);
	if (a.time)
		for (const [t, text] of timeTicks(a.from, a.to, Math.max(2, a.width / 70))) {
			const room = a.width - a.x(t) > 8 * text.length;
			shape('line', { x1: a.x(t), x2: a.x(t), y1: HIGH - BOTTOM, y2: HIGH + 5 - BOTTOM,
				stroke: 'var(--dim)' });
			if (room)
				shape('text', { x: a.x(t) + 2, y: HIGH - 6, 'font-size': 12, fill: 'var(--dim)' }, text);
		}
	else
		drawGroups(a);
	chart.setAttribute('aria-label', 'Series at ' + $('pin').textContent + ': ' + $('sum').textContent);
	shape('line', { id: 'now', y1: TOP, y2: HIGH - BOTTOM, stroke: 'var(--mark)',
		'stroke-dasharray': '3 3' });
	drawNow();
}

/* Of a climatology: "Jan", "Mon", "06:00". */
function drawGroups(a) {
	const every = Math.ceil(list.length * 44 / (a.width - LEFT));
	list.forEach((f, i) => {
		if (i % every === 0)
			shape('text', { x: a.left(i) + 1, y: HIGH - 6, 'font-size': 12, fill: 'var(--dim)' },
				/^\d/.test(f[WHEN]) ? f[WHEN].slice(0, 5) : f[WHEN].slice(0, 3));
	});
}

/* The line in the chart at the time that the map shows. */
function drawNow() {
	const now = $('now');
	if (now === null || series === null)
		return;
	const a = axis(), x = (a.left(at) + a.right(at)) / 2;
	now.setAttribute('x1', x);
	now.setAttribute('x2', x);
}

/* The series as a table, for those who listen to it. */
function fillTable() {
	const body = $('rows'), l = D.layers[layer];
	$('units').textContent = l.units || 'value';
	body.replaceChildren(...list.map((f, i) => {
		const row = document.createElement('tr');
		for (const text of [timeText(f[START]), timeText(f[END]), f[HAVE] + '/' + f[EXPECTED],
			f[LAYER] < 0 ? f[REASON] : valueText(f, l, series[i])]) {
			const cell = document.createElement('td');
			cell.textContent = text;
			row.append(cell);
		}
		return row;
	}));
}

/* The series to the clipboard. */
async function copy() {
	const text = csvOf(list, D.layers[layer], series), button = $('copy');
	try {
		await navigator.clipboard.writeText(text);
		button.textContent = 'Copied';
	} catch {
		button.textContent = 'Not allowed: save it';
	}
	setTimeout(() => { button.textContent = 'Copy as CSV'; }, 2000);
}
