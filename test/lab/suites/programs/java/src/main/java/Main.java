// SPDX-License-Identifier: Apache-2.0
// The two Java clients, fabric8's and the project's own: objects, server-side apply, exec, and an informer that goes on over
// the end of the token it began with. Environment and records as of the Python clients.
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.Watch;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

public class Main {
  static final String NAMESPACE = System.getenv("NAMESPACE");
  static final int AFTER = Integer.parseInt(System.getenv("TOKEN_SECONDS")) + 15;
  static final Map<String, String> DATA = Map.of("key", "a\\b %5C ☷");

  static void step(String title, Callable<Object> work) {
    String code = "0", out = "", err = "";
    try {
      out = String.valueOf(work.call());
    } catch (Throwable error) {
      code = error.getClass().getSimpleName();
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text));
      err = text.toString();
    }
    System.out.print("\u001e" + title + "\u001f" + code + "\u001f" + out + "\u001f" + err);
    System.out.flush();
  }

  static void later(String name) throws Exception {
    String command = "sleep " + AFTER + "; " + System.getenv("ADMIN") + " -n " + NAMESPACE + " create configmap " + name;
    new ProcessBuilder("sh", "-c", command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  static void fabric8() throws Exception {
    KubernetesClient client = new KubernetesClientBuilder().build();
    var maps = client.configMaps().inNamespace(NAMESPACE);
    ConfigMap map = new ConfigMapBuilder().withNewMetadata().withName("fabric8").endMetadata().withData(DATA).build();
    CompletableFuture<Object> seen = new CompletableFuture<>();
    later("fabric8-later");
    step("fabric8: a watch begins", () -> {
      maps.watch(new Watcher<ConfigMap>() {
        public void eventReceived(Action action, ConfigMap thing) {
          if (thing.getMetadata().getName().equals("fabric8-later")) seen.complete(action);
        }
        public void onClose(WatcherException cause) { seen.completeExceptionally(cause); }
      });
      return "";
    });
    CompletableFuture<Object> informed = new CompletableFuture<>();
    step("fabric8: an informer begins", () -> {
      maps.inform(new io.fabric8.kubernetes.client.informers.ResourceEventHandler<ConfigMap>() {
        public void onAdd(ConfigMap thing) {
          if (thing.getMetadata().getName().equals("fabric8-later")) informed.complete("ADDED");
        }
        public void onUpdate(ConfigMap before, ConfigMap after) {}
        public void onDelete(ConfigMap thing, boolean unknown) {}
      });
      return "";
    });
    step("fabric8: create", () -> maps.resource(map).create().getData());
    step("fabric8: edit", () -> maps.withName("fabric8")
        .edit(old -> new ConfigMapBuilder(old).addToData("more", "1").build()).getData().get("more"));
    step("fabric8: server-side apply", () -> maps.resource(new ConfigMapBuilder(map).withData(Map.of("a", "b")).build())
        .forceConflicts().fieldManager("suites").serverSideApply().getData().get("a"));
    step("fabric8: a pod, its log, exec", () -> {
      var pods = client.pods().inNamespace(NAMESPACE);
      pods.resource(new PodBuilder().withNewMetadata().withName("fabric8").endMetadata().withNewSpec()
          .withTerminationGracePeriodSeconds(1L).addNewContainer().withName("c").withImage("lab")
          .withCommand("sh", "-c", "echo words; exec sleep 600").endContainer().endSpec().build()).create();
      pods.withName("fabric8").waitUntilReady(60, TimeUnit.SECONDS);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (var exec = pods.withName("fabric8").writingOutput(out).exec("echo", "here")) {
        exec.exitCode().get(30, TimeUnit.SECONDS);
      }
      return pods.withName("fabric8").getLog() + out;
    });
    step("fabric8: delete", () -> {
      client.pods().inNamespace(NAMESPACE).withName("fabric8").delete();
      maps.withName("fabric8").delete();
      return maps.withName("fabric8").get();
    });
    step("fabric8: the watch over the end of the token", () -> seen.get(AFTER + 60, TimeUnit.SECONDS));
    step("fabric8: the informer over the end of the token", () -> informed.get(30, TimeUnit.SECONDS));
  }

  static void official() throws Exception {
    ApiClient client = Config.defaultClient();
    client.setReadTimeout(0);
    CoreV1Api api = new CoreV1Api(client);
    later("java-later");
    CompletableFuture<Object> seen = CompletableFuture.supplyAsync(() -> {
      try (Watch<V1ConfigMap> watch = Watch.createWatch(client,
          api.listNamespacedConfigMap(NAMESPACE).watch(true).buildCall(null),
          new com.google.gson.reflect.TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
        for (var event : watch) if (event.object.getMetadata().getName().equals("java-later")) return event.type;
        return "the watch ended before";
      } catch (Exception error) {
        throw new RuntimeException(error);
      }
    });
    step("client-java: create", () -> api.createNamespacedConfigMap(NAMESPACE,
        new V1ConfigMap().metadata(new V1ObjectMeta().name("java")).data(DATA)).execute().getData());
    step("client-java: list with a limit", () -> api.listNamespacedConfigMap(NAMESPACE).limit(1).execute().getItems().size());
    step("client-java: delete", () -> api.deleteNamespacedConfigMap("java", NAMESPACE).execute().getStatus());
    step("client-java: a watch over the end of the token", () -> seen.get(AFTER + 60, TimeUnit.SECONDS));
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("fabric8")) fabric8(); else official();
    System.exit(0);
  }
}
