# Thin on purpose: Maven, npm and scripts/ do the work. RINGWAY_* variables of the caller reach the node as they are.
.DEFAULT_GOAL := build
.PHONY: build run test chaos bench format

JAR := gateway/target/ringway.jar
MVN := scripts/mvn
SOURCES := $(shell find pom.xml cluster/pom.xml gateway/pom.xml cluster/src/main gateway/src/main conf webroot \
	\( -name node_modules -o -name dist -o -name test \) -prune -o -type f -print 2>/dev/null)

build: $(JAR)

# Without the checks of `make test`; shade writes the jar anew each time, so its date is the build's.
$(JAR): $(SOURCES)
	$(MVN) -q -Dfast -DskipTests -pl gateway -am package
	@touch $@

# From the second start of a build on, the JVM knows it from a training run: see scripts/trained.
run: build
	@home=$$(scripts/jdk) && RINGWAY_DEV=$${RINGWAY_DEV:-true} RINGWAY_LOG_FORMAT=$${RINGWAY_LOG_FORMAT:-text} exec "$$home/bin/java" \
	  -Djdk.reflect.useNativeAccessorOnly=true $$(scripts/trained) -jar $(JAR) $(if $(CONFIG),--config $(CONFIG))

test:
	@scripts/test

# Real nodes, killed, hung, cut apart and healed, many times over, for what happens seldom; the second step with clients that
# watch. With SCENARIO (see CONTRIBUTING.md) the second step alone. Leaves tests/target/chaos/index.html.
RUNS ?= 1
SOCKETS ?= 1000
SEED ?= 1
SCENARIO ?=
HISTORY ?= false
chaos:
	$(if $(SCENARIO),,$(MVN) -Dfast -pl cluster test -Dtests.excluded= -Dgroups=chaos)
	$(MVN) -Dfast -pl tests -am verify -Dtests.excluded= -Dgroups=chaos -Dtests.timeout=0 \
	  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FullChaosIT -Dfailsafe.failIfNoSpecifiedTests=false \
	  -Dchaos.runs=$(RUNS) -Dchaos.sockets=$(SOCKETS) -Dchaos.seed=$(SEED) -Dchaos.scenario=$(SCENARIO) -Dchaos.history=$(HISTORY) \
	  $(if $(JVM),"-Dchaos.jvm=$(JVM)")

bench: build
	@scripts/bench

format:
	$(MVN) -q spotless:apply
