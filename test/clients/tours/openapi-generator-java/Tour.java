// SPDX-License-Identifier: Apache-2.0

import java.io.FileInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scs.ApiClient;
import org.scs.ApiException;
import org.scs.api.FlavorsApi;
import org.scs.api.MeApi;
import org.scs.api.OperationsApi;
import org.scs.api.ServersApi;
import org.scs.model.CloudReport;
import org.scs.model.CreateServerFlavor;
import org.scs.model.CreateServerImage;
import org.scs.model.CreateServerNetworks;
import org.scs.model.CreateServerNetworksChoice;
import org.scs.model.CreateServerRequest;
import org.scs.model.FlavorList;
import org.scs.model.FlavorQuery;
import org.scs.model.Image;
import org.scs.model.ImageQuery;
import org.scs.model.Operation;
import org.scs.model.Problem;
import org.scs.model.Server;
import org.scs.model.ServerCreated;

/** The tour with what openapi-generator has made of the document for Java. */
public final class Tour {
  private static final ApiClient CLIENT = new ApiClient();
  private static final ServersApi SERVERS = new ServersApi(CLIENT);

  private static Operation.StatusEnum end(Operation begun) throws ApiException {
    Operation operation = begun;
    while (operation.getStatus() == Operation.StatusEnum.RUNNING)
      operation = new OperationsApi(CLIENT).getOperation(operation.getId()).wait(10.0).execute();
    return operation.getStatus();
  }

  private static String cursorOf(URI next) {
    for (String pair : next.getQuery().split("&")) if (pair.startsWith("cursor=")) return pair.substring(7);
    throw new IllegalStateException("no cursor in " + next);
  }

  private static void whole(String name) throws Exception {
    System.out.println("me " + new MeApi(CLIENT).getMe().execute().getUser().getName());

    int flavors = 0;
    int pages = 0;
    FlavorsApi.APIlistFlavorsRequest request = new FlavorsApi(CLIENT).listFlavors().limit(5);
    for (FlavorList page = request.execute(); ; page = request.execute()) {
      flavors += page.getItems().size();
      pages += 1;
      if (page.getNext() == null) break;
      request = request.cursor(cursorOf(page.getNext()));
    }
    System.out.println("flavors " + flavors + " pages " + pages);

    Image image = Image.fromJson(Files.readString(Path.of(System.getenv("SCS_IMAGE"))));
    System.out.println("bytes " + image.getSizeBytes());

    CreateServerRequest body =
        new CreateServerRequest()
            .cloud("cloud-a")
            .name(name)
            .flavor(new CreateServerFlavor(new FlavorQuery().vcpus(2L).ramGiB(4.0).diskGiB(20.0)))
            .image(new CreateServerImage(new ImageQuery().distro("ubuntu").version("24.04")))
            .networks(new CreateServerNetworks(CreateServerNetworksChoice.NONE));
    ServerCreated created = SERVERS.createServer(body).idempotencyKey("tour of " + name).execute();
    String cloud = created.getItem().getCloud();
    System.out.println("created " + cloud + " " + end(created.getOperation()));
    Server server = SERVERS.getServer(cloud, created.getItem().getId()).execute();
    System.out.println(
        "server " + server.getStatus() + " " + server.getFlavor().getVcpus() + " " + (server.getImage() != null));

    try {
      SERVERS.getServer("cloud-a", "nobody").execute();
    } catch (ApiException error) {
      Problem problem = Problem.fromJson(error.getResponseBody());
      System.out.println("error " + error.getCode() + " " + problem.getCode());
    }

    System.out.println("deleted " + end(SERVERS.deleteServer(cloud, server.getId()).execute().getOperation()));
  }

  public static void main(String[] args) throws Exception {
    CLIENT.setBasePath(System.getenv("SCS_GATEWAY_URL"));
    CLIENT.setBearerToken(System.getenv("SCS_TOKEN"));
    try (FileInputStream authority = new FileInputStream(System.getenv("SCS_CA"))) {
      CLIENT.setSslCaCert(authority);
    }
    CLIENT.setReadTimeout(60_000);
    if (args[0].equals("whole")) whole(args[1]);
    else
      for (CloudReport report : SERVERS.listServers().timeout(5.0).execute().getClouds())
        System.out.println("cloud " + report.getCloud() + " " + report.getStatus() + " " + (report.getError() != null));
  }
}
