# rapport: practise talking with a client before you meet one.
#
#   make play     get what is missing, build, and talk with a client
#   make check    get what is missing, build, and run every test
#   make help     everything else
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, LDLIBS, PREFIX and DESTDIR may be set on the
# command line. `make` alone installs nothing. Any GNU make from 3.81 on.

PREFIX = /usr/local
DATADIR = $(PREFIX)/share/rapport
BUILD = build
CFLAGS = -O2 -g
SCENARIO = maya-1
DATA = .
ARGS =

# Asked for at each use, not at the start: the packages may come in between.
# libcurl is not linked with: `rapport update` loads it.
LIBRARIES = libcjson libsodium libutf8proc libpcre2-8 readline
COMPILE = $(CC) -std=c17 -D_POSIX_C_SOURCE=200809L -Isim \
	-Wall -Wextra -Wshadow -Wconversion \
	$(shell pkg-config --cflags-only-I $(LIBRARIES) libcurl) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) $(CFLAGS) $(LDFLAGS)

# GCC puts the program together from notes that it leaves beside the code of
# each file (LTO): a call from one file into another then costs less. Tests take
# the code as it is, which links sooner; so does all with another compiler or
# with CFLAGS of one's own.
NOTES = $(and $(filter file,$(origin CFLAGS)),$(shell $(CC) -v 2>&1 | \
	grep -q '^gcc version' && echo -flto=auto))
LIBS = $(shell pkg-config --libs $(LIBRARIES)) -llinear -lcsv -lm -pthread \
	$(LDLIBS)
PACKAGES = CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' sim/packages.sh

SOURCES := $(wildcard sim/*/*.c)
TESTS := $(wildcard tests/unit/test_*.c)
SCRIPTS := sim/packages.sh .ci/run $(wildcard tests/*.sh tests/*/*.sh)
MAIN := $(BUILD)/sim/cmd/main.o
OBJECTS := $(filter-out $(MAIN),$(SOURCES:%.c=$(BUILD)/%.o))
ARCHIVE := $(BUILD)/librapport.a
PROGRAM := $(BUILD)/rapport
KNOWN := $(BUILD)/known
TEST_PROGRAMS := $(TESTS:tests/unit/%.c=$(BUILD)/tests/%)
STRESS := $(BUILD)/stress/patterns

MAKEFLAGS += --no-print-directory
AGAIN = $(MAKE) -j$(shell getconf _NPROCESSORS_ONLN)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help play check check-update agree bench check-sanitized tests \
	packages needs install uninstall clean format lint FORCE

all: $(PROGRAM) $(KNOWN) ## Build the program, build/rapport.

help: ## Say what can be made.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' \
		Makefile

play: ## Talk with a client: SCENARIO=maya-1 ARGS=--plain
	@$(PACKAGES) play </dev/null >&2
	@$(AGAIN) all </dev/null >&2
	@$(PROGRAM) play $(SCENARIO) $(ARGS)

check: ## Run every test.
	@$(PACKAGES) check </dev/null
	@$(AGAIN) STRICT=-Werror all tests
	@BUILD=$(BUILD) tests/run.sh

check-update: ## The tests of updates, with every system call of an install.
	@$(PACKAGES) check </dev/null
	@$(AGAIN) STRICT=-Werror all tests
	@EVERY=1 PATTERNS=100000 BUILD=$(BUILD) tests/run.sh stress crash update

agree: ## Measure the rubrics against coded turns, where they are: DATA=FOLDER
	@$(PACKAGES) play </dev/null >&2
	@$(AGAIN) all </dev/null >&2
	@for data in annomi:alliance epitome:epitome; do \
		file=$(DATA)/$${data%:*}-dev.jsonl; \
		if [ -e "$$file" ]; then $(PROGRAM) fit $${data#*:} "$$file"; \
		else echo "no $$file: not measured"; fi; done

bench: ## Measure exploring and scoring beside others: TURNS=FILE DATA=FOLDER
	@$(PACKAGES) check </dev/null
	@$(PACKAGES) bench </dev/null || true
	@$(AGAIN) all $(BUILD)/bench/score $(BUILD)/bench/counted \
		$(BUILD)/bench/spent
	@tests/bench/explore.sh
	@tests/bench/compare.sh $(or $(TURNS),$(wildcard $(DATA)/*-dev.jsonl))

# The sanitized program has no scenarios beside it as build/rapport has: it
# finds the tree's where it would be installed.
SANITIZED = build/sanitized
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined
check-sanitized: ## The tests again under ASan, UBSan and valgrind.
	@$(PACKAGES) sanitized </dev/null
	@$(AGAIN) all tests
	@mkdir -p $(SANITIZED)/share/rapport
	@ln -sfn ../../../../scenarios ../../../../rubrics $(SANITIZED)/share/rapport
	@$(AGAIN) BUILD=$(SANITIZED) PREFIX='$(CURDIR)/$(SANITIZED)' \
		CFLAGS='-O1 -g -fno-omit-frame-pointer $(SANITIZE)' all tests
	@BUILD=$(SANITIZED) CUTS=50 tests/run.sh unit cli play rules bad \
		schema terminal valgrind

tests: $(TEST_PROGRAMS) $(STRESS) ## Build the unit tests, build/tests/test_*.

packages: ## Install the packages that the program and its tests need.
	@$(PACKAGES) check </dev/null

install: $(PROGRAM) $(KNOWN) ## Install under PREFIX; heeds DESTDIR.
	$(PROGRAM) help --man >$(BUILD)/rapport.1
	$(PROGRAM) help --completion >$(BUILD)/rapport.bash
	install -d $(INSTALL_BIN) $(INSTALL_MAN) $(INSTALL_COMPLETION) \
		$(INSTALL_DATA)/scenarios $(INSTALL_DATA)/rubrics
	install -m 755 $(PROGRAM) $(INSTALL_BIN)/rapport
	install -m 644 $(BUILD)/rapport.1 $(INSTALL_MAN)/rapport.1
	install -m 644 $(BUILD)/rapport.bash $(INSTALL_COMPLETION)/rapport
	install -m 644 $(wildcard scenarios/*.*) $(INSTALL_DATA)/scenarios
	install -m 644 $(wildcard rubrics/*.*) $(INSTALL_DATA)/rubrics
	install -m 644 $(KNOWN) $(INSTALL_DATA)/known

INSTALL_BIN = $(DESTDIR)$(PREFIX)/bin
INSTALL_MAN = $(DESTDIR)$(PREFIX)/share/man/man1
INSTALL_COMPLETION = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
INSTALL_DATA = $(DESTDIR)$(DATADIR)

uninstall: ## Take away what install put there.
	rm -f $(INSTALL_BIN)/rapport $(INSTALL_MAN)/rapport.1 \
		$(INSTALL_COMPLETION)/rapport
	rm -rf $(INSTALL_DATA)/scenarios $(INSTALL_DATA)/rubrics
	rm -f $(INSTALL_DATA)/known
	-rmdir $(INSTALL_DATA)

clean: ## Remove build/.
	rm -rf build

format: ## Lay out the code with clang-format.
	clang-format -i $(wildcard sim/*/*.[ch] tests/*/*.[ch])

lint: ## Look over layout and shell scripts, with the tools that are there.
	@! command -v clang-format >/dev/null || clang-format --dry-run -Werror \
		$(wildcard sim/*/*.[ch] tests/*/*.[ch])
	@! command -v shellcheck >/dev/null || shellcheck -x $(SCRIPTS)

# How things are made.

$(PROGRAM): $(MAIN) $(ARCHIVE)
	@echo "  LINK $@"
	@$(LINK) $(NOTES) -o $@ $^ $(LIBS)

# What the program finds out when it loads and tries all that is shipped, so
# that nobody's first `rapport list` has to. Without it all works, and waits.
$(KNOWN): $(PROGRAM) $(wildcard scenarios/*.json rubrics/*.json)
	@echo "  MAKE $@"
	@rm -rf $@ $@.d
	@: >$@
	@export XDG_CACHE_HOME='$(abspath $@.d)' XDG_DATA_HOME='$(abspath $@.d)'; \
		$(PROGRAM) list >/dev/null && $(PROGRAM) drill >/dev/null && \
		install -m 644 $@.d/rapport/known $@ || echo "  (not made)"
	@rm -rf $@.d

$(ARCHIVE): $(OBJECTS) $(BUILD)/objects
	@rm -f $@
	@$(AR) rcs $@ $(OBJECTS)

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(ARCHIVE)
	@echo "  LINK $@"
	@$(LINK) -fno-lto -o $@ $^ $(shell pkg-config --libs cmocka) $(LIBS)

$(BUILD)/stress/%: $(BUILD)/tests/stress/%.o $(ARCHIVE)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(LINK) -fno-lto -o $@ $^ $(LIBS)

# The scorer once more, with other engines where it calls the index: see
# tests/bench/peer.h.
$(BUILD)/bench/peer_reply.o: $(BUILD)/sim/rubric/turns.o \
		$(BUILD)/sim/rubric/score.o
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -fno-lto -r -nostdlib -o $@ $^
	@objcopy --remove-section='.gnu.*lto_*' \
		--redefine-sym index_look=peer_index_look \
		--redefine-sym index_next=peer_index_next \
		--redefine-sym index_try=peer_index_try \
		--redefine-sym turns_reply=peer_reply \
		--keep-global-symbol=peer_reply $@

# With Hyperscan where it is; asked anew each time, for it may have come since.
SIEVE = $(shell pkg-config --exists libhs && echo hyperscan || \
	echo no_hyperscan)
$(BUILD)/bench/sieve.o: $(wildcard tests/bench/*.[ch]) FORCE | needs
	@mkdir -p $(@D)
	@$(COMPILE) $(STRICT) $(shell pkg-config --silence-errors --cflags libhs) \
		-c tests/bench/$(SIEVE).c -o $@

# Put together as the program is; and of files apart, for counting what goes
# where.
BENCH = grow peer python score text
$(BUILD)/bench/score: LINKED = $(NOTES)
$(BUILD)/bench/counted: LINKED = -fno-lto
$(BUILD)/bench/score $(BUILD)/bench/counted: \
		$(BENCH:%=$(BUILD)/tests/bench/%.o) \
		$(BUILD)/bench/sieve.o $(BUILD)/bench/peer_reply.o $(ARCHIVE)
	@echo "  LINK $@"
	@$(LINK) $(LINKED) -o $@ $^ \
		$(shell pkg-config --silence-errors --libs libhs) $(LIBS)

$(BUILD)/bench/spent: $(BUILD)/tests/bench/spent.o
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(LINK) -o $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags | needs
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(COMPILE) $(STRICT) $(EXTRA) -MMD -MP -c $< -o $@

# Where scoring spends its time GCC writes out more calls than by itself.
$(OBJECTS) $(MAIN): EXTRA = $(NOTES:%=% -ffat-lto-objects $(IN_LINE))
$(filter $(BUILD)/sim/rubric/%,$(OBJECTS)): IN_LINE = -finline-functions \
	--param=max-inline-insns-auto=80 --param=inline-unit-growth=100

$(BUILD)/sim/world/folders.o: EXTRA += -DDATADIR='"$(DATADIR)"'
$(BUILD)/sim/world/folders.o: $(BUILD)/datadir

# What the program finds out about files holds for a program made from these
# sources (sim/cmd/known.h).
$(BUILD)/sim/cmd/known.o: EXTRA += -DBUILT='"$(built)"'
$(BUILD)/sim/cmd/known.o: $(BUILD)/built

# Each of these files holds the words below and is written when they change,
# so that what was made from other words is made anew.
flags = $(COMPILE)
datadir = $(DATADIR)
objects = $(OBJECTS)
built = $(shell cat sim/*/*.[ch] | cksum)
$(BUILD)/flags $(BUILD)/datadir $(BUILD)/objects $(BUILD)/built: FORCE | needs
	@mkdir -p $(@D)
	@echo '$($(@F))' | cmp -s - $@ || echo '$($(@F))' >$@

# Says what is missing, and installs nothing.
needs:
	@$(PACKAGES) --name play

-include $(OBJECTS:.o=.d) $(MAIN:.o=.d)
-include $(TESTS:%.c=$(BUILD)/%.d) $(wildcard $(BUILD)/tests/bench/*.d)
