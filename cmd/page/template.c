/* SPDX-License-Identifier: BSD-2-Clause */
/* template.c - the files that a page is put together from. */
#include "page/template.h"

#include <string.h>

#include "picture/embed.h"

#define DATA "/*data*/"

/* What stands where page.html has the name of a file. */
static const struct part {
	const char *mark;
	const unsigned char *text;
	const size_t *size;
} parts[] = {
	{ "/*page.css*/", embed_page_css, &embed_page_css_size },
	{ "/*values.js*/", embed_values_js, &embed_values_js_size },
	{ "/*map.js*/", embed_map_js, &embed_map_js_size },
	{ "/*zoom.js*/", embed_zoom_js, &embed_zoom_js_size },
	{ "/*series.js*/", embed_series_js, &embed_series_js_size },
	{ "/*page.js*/", embed_page_js, &embed_page_js_size },
};

/* The first part whose mark is in the text from `at` up to `end`, and where it is. */
static const struct part *
next_part(const char *at, const char *end, const char **mark)
{
	const struct part *first = NULL;

	*mark = end;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *found = memmem(at, (size_t)(*mark - at), parts[i].mark, strlen(parts[i].mark));

		if (found != NULL) {
			*mark = found;
			first = &parts[i];
		}
	}
	return first;
}

static void
put_parts(struct cmd_file *file, const char *at, const char *end)
{
	const struct part *part;
	const char *mark;

	while ((part = next_part(at, end, &mark)) != NULL) {
		cmd_put(file, at, (size_t)(mark - at));
		cmd_put(file, part->text, *part->size);
		at = mark + strlen(part->mark);
	}
	cmd_put(file, at, (size_t)(end - at));
}

static const char *
data_mark(void)
{
	return memmem(embed_page_html, embed_page_html_size, DATA, strlen(DATA));
}

void
template_begin(struct cmd_file *file)
{
	put_parts(file, (const char *)embed_page_html, data_mark());
}

void
template_end(struct cmd_file *file)
{
	put_parts(file, data_mark() + strlen(DATA), (const char *)embed_page_html + embed_page_html_size);
}
