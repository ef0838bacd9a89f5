/* SPDX-License-Identifier: BSD-2-Clause */
/* zoom.js - a part of the map, enlarged, and moved about. */

const view = { zoom: 1, left: 0, top: 0 };      /* left and top as parts of the whole map */
const CELL_MOST = 40;                           /* pixels that a cell may have */

/* Where a row and column of the grid are on the map, in pixels. */
function spotOf(row, col) {
	return [(col / COLS - view.left) * view.zoom * $('map').clientWidth,
		(row / ROWS - view.top) * view.zoom * $('map').clientHeight];
}

/* Puts a part of the map there, as far as there is map. */
function move(left, top) {
	const most = 1 - 1 / view.zoom, size = 100 * view.zoom + '%';
	view.left = Math.min(most, Math.max(0, left));
	view.top = Math.min(most, Math.max(0, top));
	for (const canvas of [$('ground'), $('data')]) {
		canvas.style.width = canvas.style.height = size;
		canvas.style.left = -100 * view.left * view.zoom + '%';
		canvas.style.top = -100 * view.top * view.zoom + '%';
	}
	$('map').style.touchAction = view.zoom > 1 ? 'none' : '';
	drawOver();
}

/*
 * Enlarges by a factor; what is at x, y, as parts of the map's size, stays
 * there.
 */
function zoom(factor, x, y) {
	const pixels = Math.min($('map').clientWidth / COLS, $('map').clientHeight / ROWS);
	const most = Math.max(1, CELL_MOST / pixels);
	const left = view.left + x / view.zoom, top = view.top + y / view.zoom;
	view.zoom = Math.min(most, Math.max(1, view.zoom * factor));
	move(left - x / view.zoom, top - y / view.zoom);
	$('in').disabled = view.zoom >= most;
	$('out').disabled = view.zoom === 1;
}

/* By a button or a key: about the mark, if there is one. */
function step(factor) {
	const p = pin === null ? { row: (ROWS - 1) / 2, col: (COLS - 1) / 2 } : pin;
	const x = ((p.col + .5) / COLS - view.left) * view.zoom;
	const y = ((p.row + .5) / ROWS - view.top) * view.zoom;
	const seen = pin !== null && x >= 0 && x <= 1 && y >= 0 && y <= 1;
	zoom(factor, seen ? x : .5, seen ? y : .5);
	$('live').textContent = 'Enlarged ' + +view.zoom.toPrecision(2) + ' times';
}

/* Moves the part, if a cell is not in it, to have it in the middle. */
function reveal(p) {
	const half = .5 / view.zoom, x = (p.col + .5) / COLS, y = (p.row + .5) / ROWS;
	if (Math.abs(x - view.left - half) > half || Math.abs(y - view.top - half) > half)
		move(x - half, y - half);
}

/*
 * A part is dragged by the pointer; a wheel zooms with Ctrl, as fingers on a
 * touchpad do.
 */
function listenZoom(map) {
	let from = null;
	map.addEventListener('pointerdown', e => {
		from = { x: e.clientX, y: e.clientY, ...view, far: false };
	});
	map.addEventListener('pointermove', e => {
		const x = from === null ? 0 : e.clientX - from.x, y = from === null ? 0 : e.clientY - from.y;
		if (view.zoom === 1 || !e.buttons || from === null || (!from.far && Math.hypot(x, y) < 5))
			return;
		from.far = true;
		map.setPointerCapture(e.pointerId);
		move(from.left - x / map.clientWidth / view.zoom, from.top - y / map.clientHeight / view.zoom);
	});
	/* The click that ends it chooses no place. */
	map.addEventListener('click', e => {
		if (from !== null && from.far)
			e.stopImmediatePropagation();
		from = null;
	});
	map.addEventListener('wheel', e => {
		if (!e.ctrlKey)
			return;
		e.preventDefault();
		const box = map.getBoundingClientRect(), x = e.clientX - box.left, y = e.clientY - box.top;
		zoom(Math.exp(-e.deltaY / 200), x / box.width, y / box.height);
	}, { passive: false });
	$('in').addEventListener('click', () => step(2));
	$('out').addEventListener('click', () => step(.5));
}
