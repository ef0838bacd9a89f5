# SPDX-License-Identifier: BSD-2-Clause
# completions.mk - how completion is made and installed: a part of Makefile.am.

# Completion for bash, zsh and fish, made from the usage texts of all tools. A shell finds it by these
# folders; for a shell that looks elsewhere, name another: make install zsh_completiondir=...
bash_completiondir = $(datadir)/bash-completion/completions
zsh_completiondir = $(datadir)/zsh/site-functions
fish_completiondir = $(datadir)/fish/vendor_completions.d
completion_scripts = completions/usage.awk completions/options.awk completions/bash.awk completions/engine.bash \
	completions/fish.awk completions/zsh.awk
# The preprocessor knows the texts also where the tools cannot run. The objects tell when they change.
completions/options: $(bin_PROGRAMS:=.$(OBJEXT)) scripts/smhi-fetch $(completion_scripts) Makefile
	$(AM_V_GEN)$(MKDIR_P) completions && \
	  for tool in $(TOOL_NAMES); do \
	    $(COMPILE) -E -P "$(srcdir)/cmd/$$tool.c" >$@.c && \
	      LC_ALL=C $(AWK) -f $(srcdir)/completions/usage.awk $@.c || exit 1; \
	  done >$@.texts && \
	  sed -n "/^usage='/,/'\$$/{s/^usage='//;s/'\$$//;p;}" $(srcdir)/scripts/smhi-fetch >>$@.texts && \
	  LC_ALL=C $(AWK) -f $(srcdir)/completions/options.awk $@.texts >$@.new && rm $@.c $@.texts && mv $@.new $@
completions/rainpipe: completions/options
	$(AM_V_GEN)LC_ALL=C $(AWK) -v engine=$(srcdir)/completions/engine.bash -f $(srcdir)/completions/bash.awk \
	  completions/options >$@.new && mv $@.new $@
completions/_rainpipe: completions/options
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/completions/zsh.awk completions/options >$@.new && mv $@.new $@
completions/fish.made: completions/options
	$(AM_V_GEN)$(MKDIR_P) completions/fish && rm -f completions/fish/*.fish && \
	  LC_ALL=C $(AWK) -v folder=completions/fish -f $(srcdir)/completions/fish.awk completions/options && : >$@
completions_made = completions/rainpipe completions/_rainpipe completions/fish.made
all-local: $(completions_made)
nodist_bash_completion_DATA = completions/rainpipe
nodist_zsh_completion_DATA = completions/_rainpipe
# bash and fish load a completion by the name of the tool.
install-data-hook:
	cd "$(DESTDIR)$(bash_completiondir)" && \
	  for tool in $(TOOL_NAMES) smhi-fetch; do rm -f $$tool && $(LN_S) rainpipe $$tool || exit 1; done
	$(MKDIR_P) "$(DESTDIR)$(fish_completiondir)"
	$(INSTALL_DATA) completions/fish/*.fish "$(DESTDIR)$(fish_completiondir)"
uninstall-hook:
	for tool in $(TOOL_NAMES) smhi-fetch; do \
	  rm -f "$(DESTDIR)$(bash_completiondir)/$$tool" "$(DESTDIR)$(fish_completiondir)/$$tool.fish"; \
	done
clean-local:
	rm -rf completions/fish
