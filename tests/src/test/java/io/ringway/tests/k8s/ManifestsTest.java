package io.ringway.tests.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.ringway.tests.support.Repo;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests promise: drains that finish, one pod away at a time, closed cluster ports, no privileges. */
class ManifestsTest {
    private static final Map<String, String> POD_LABELS = Map.of("app.kubernetes.io/name", "ringway");

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void rendersWithoutUnknownFields(String folder) {
        assertFalse(Rendered.kustomization(folder).objects().isEmpty());
    }

    @Test
    void theImageIsTheOneThatTheReadmePushes() throws IOException {
        String image = statefulSet("overlays/prod")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();

        assertTrue(Files.readString(Repo.path("README.md")).contains("docker push " + image), image);
    }

    @Test
    void anUnknownFieldIsRefused() {
        String yaml = """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: x}
                spec:
                  template:
                    spec:
                      containers:
                        - name: x
                          readynessProbe: {}
                """;

        var refused = assertThrows(IllegalArgumentException.class, () -> Rendered.parse(yaml));
        assertTrue(String.valueOf(refused.getMessage()).contains("readynessProbe"), refused.getMessage());
    }

    @Test
    void threePodsThatStartSideBySideAndUpdateOneByOne() {
        var spec = statefulSet("base").getSpec();

        assertEquals(3, spec.getReplicas());
        assertEquals("Parallel", spec.getPodManagementPolicy());
        assertEquals("RollingUpdate", spec.getUpdateStrategy().getType());
        assertNull(spec.getUpdateStrategy().getRollingUpdate(), "the default: one pod at a time");
        assertEquals("ringway-nodes", spec.getServiceName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/prod"})
    void onePodMayBeAwayAtATime(String folder) {
        var budget =
                Rendered.kustomization(folder).the(PodDisruptionBudget.class).getSpec();

        assertEquals(new IntOrString(1), budget.getMaxUnavailable());
        assertEquals(POD_LABELS, budget.getSelector().getMatchLabels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void aPodHasTimeToDrain(String folder) {
        PodSpec pod = pod(folder);
        long preStop = gateway(folder).getLifecycle().getPreStop().getSleep().getSeconds();
        long deadline = NodeConfig.of(Rendered.kustomization(folder))
                .shutdown()
                .deadline()
                .toSeconds();

        assertTrue(preStop >= 5, "load balancers need a few seconds to learn that the pod goes");
        assertTrue(pod.getTerminationGracePeriodSeconds() > preStop + deadline + 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void probesAreSeparateAndOnTheManagementPort(String folder) {
        Container gateway = gateway(folder);

        assertProbe("/health/live", gateway.getStartupProbe());
        assertProbe("/health/live", gateway.getLivenessProbe());
        assertProbe("/health/ready", gateway.getReadinessProbe());
    }

    private static void assertProbe(String path, Probe probe) {
        assertEquals(path, probe.getHttpGet().getPath());
        assertEquals(new IntOrString("management"), probe.getHttpGet().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void podsHaveNoPrivileges(String folder) {
        PodSpec pod = pod(folder);
        var container = gateway(folder).getSecurityContext();

        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        assertTrue(pod.getSecurityContext().getRunAsUser() > 0);
        assertEquals(
                "RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
        assertFalse(pod.getAutomountServiceAccountToken());
        assertTrue(container.getReadOnlyRootFilesystem());
        assertFalse(container.getAllowPrivilegeEscalation());
        assertEquals(List.of("ALL"), container.getCapabilities().getDrop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void memoryIsBoundedAndTheProcessorIsNot(String folder) {
        var resources = gateway(folder).getResources();

        assertEquals(Set.of("memory"), resources.getLimits().keySet());
        assertEquals(
                resources.getLimits().get("memory"), resources.getRequests().get("memory"));
        assertNotNull(resources.getRequests().get("cpu"));
    }

    @Test
    void podsKeepApart() {
        assertFalse(pod("base").getTopologySpreadConstraints().isEmpty());
        assertFalse(pod("base")
                .getAffinity()
                .getPodAntiAffinity()
                .getPreferredDuringSchedulingIgnoredDuringExecution()
                .isEmpty());
        assertFalse(pod("overlays/prod")
                .getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .isEmpty());
    }

    @Test
    void nodesFindEachOtherBeforeTheyAreReady() {
        Rendered base = Rendered.kustomization("base");
        String name = NodeConfig.of(base).cluster().kubernetesService().orElseThrow();
        var service = base.named(Service.class, name).getSpec();

        assertEquals("None", service.getClusterIP());
        assertTrue(service.getPublishNotReadyAddresses());
        assertEquals(POD_LABELS, service.getSelector());
        assertEquals(Set.of("hazelcast", "bus"), targets(service.getPorts()));
    }

    @Test
    void thePublicServiceHasThePublicPortAlone() {
        var service =
                Rendered.kustomization("base").named(Service.class, "ringway").getSpec();

        assertEquals(Set.of("http"), targets(service.getPorts()));
        assertEquals(POD_LABELS, service.getSelector());
    }

    private static Set<String> targets(List<ServicePort> ports) {
        return ports.stream().map(port -> port.getTargetPort().getStrVal()).collect(Collectors.toSet());
    }

    @Test
    void clusterPortsAreBetweenThePodsAlone() {
        var policy = Rendered.kustomization("base").the(NetworkPolicy.class).getSpec();

        assertEquals(POD_LABELS, policy.getPodSelector().getMatchLabels());
        assertEquals(List.of("Ingress"), policy.getPolicyTypes());
        for (NetworkPolicyIngressRule rule : policy.getIngress()) {
            Set<String> ports = rule.getPorts().stream()
                    .map(port -> port.getPort().getStrVal())
                    .collect(Collectors.toSet());
            if (ports.contains("hazelcast") || ports.contains("bus")) {
                assertEquals(1, rule.getFrom().size());
                assertEquals(
                        POD_LABELS, rule.getFrom().getFirst().getPodSelector().getMatchLabels());
            }
            assertEquals(rule.getFrom().isEmpty(), ports.equals(Set.of("http")), "open to everybody: " + ports);
        }
    }

    @Test
    void theAutoscalerScalesThePodsAndIsSlowToTakeThemAway() {
        StatefulSet set = statefulSet("overlays/prod");
        var autoscaler = autoscaler();

        assertEquals(set.getKind(), autoscaler.getScaleTargetRef().getKind());
        assertEquals(set.getMetadata().getName(), autoscaler.getScaleTargetRef().getName());
        assertTrue(autoscaler.getBehavior().getScaleDown().getStabilizationWindowSeconds() >= 300);
    }

    private static HorizontalPodAutoscalerSpec autoscaler() {
        return Rendered.kustomization("overlays/prod")
                .the(HorizontalPodAutoscaler.class)
                .getSpec();
    }

    @Test
    void noPartitionHasTwoSidesThatServeAndNoPodIsNeededForOneThatDoes() {
        int three = minNodes("base");
        assertTrue(three > 3 - three, "two sides of three pods");
        assertTrue(3 - 1 >= three, "one of three pods is away");

        int minNodes = minNodes("overlays/prod");
        for (int pods = autoscaler().getMinReplicas(); pods <= autoscaler().getMaxReplicas(); pods++) {
            assertTrue(pods < 2 * minNodes, "two sides of " + pods + " pods");
            int zone = (pods + 2) / 3;
            assertTrue(pods - zone >= minNodes, "one of three zones is away, with " + zone + " of " + pods + " pods");
        }
    }

    private static int minNodes(String folder) {
        return NodeConfig.of(Rendered.kustomization(folder)).cluster().minNodes();
    }

    @Test
    void applyingProductionAgainDoesNotTakeBackWhatTheAutoscalerAdded() {
        assertNull(statefulSet("overlays/prod").getSpec().getReplicas());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void portsAreThoseOfTheConfiguration(String folder) {
        var config = NodeConfig.of(Rendered.kustomization(folder));
        Map<String, Integer> ports = gateway(folder).getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));

        assertEquals(
                Map.of(
                        "http", config.http().port(),
                        "management", config.management().port(),
                        "hazelcast", config.cluster().port(),
                        "bus", config.cluster().busPort()),
                ports);
        assertEquals("0.0.0.0", config.management().host(), "probes come from outside the pod");
    }

    private static StatefulSet statefulSet(String folder) {
        return Rendered.kustomization(folder).the(StatefulSet.class);
    }

    private static PodSpec pod(String folder) {
        return statefulSet(folder).getSpec().getTemplate().getSpec();
    }

    private static Container gateway(String folder) {
        return pod(folder).getContainers().getFirst();
    }
}
