# `make build` first: the image is a Java run time and the jar. Any user id will do; nothing is written outside /tmp.
FROM eclipse-temurin:25.0.1_8-jre
WORKDIR /opt/ringway
COPY gateway/target/ringway.jar ringway.jar
COPY conf/ringway.yaml conf/ringway.yaml
# What the JVM learns of the jar in a training run of some seconds: nodes are ready with half the work (docs/adr/0159).
RUN ["java", "-XX:AOTCacheOutput=/opt/ringway/ringway.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-XX:+UseG1GC", "--sun-misc-unsafe-memory-access=allow", "-Djdk.reflect.useNativeAccessorOnly=true", "-jar", "/opt/ringway/ringway.jar", "train"]
USER 10001:10001
EXPOSE 8080 9090 5701 15701
# 40 % are not for the heap: an eighth of all is for the JVM itself, the rest for buffers. -XX:MaxDirectMemorySize knows no percentage; without
# it the node keeps to what the container leaves (docs/operating.md, Memory). Without memory a node ends, and its users go elsewhere.
ENTRYPOINT ["java", "-XX:AOTCache=/opt/ringway/ringway.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-XX:MaxRAMPercentage=60", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow", "-Djdk.reflect.useNativeAccessorOnly=true", "-jar", "/opt/ringway/ringway.jar"]
