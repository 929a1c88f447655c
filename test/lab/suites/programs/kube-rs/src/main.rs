// SPDX-License-Identifier: Apache-2.0
//! kube-rs: objects, server-side apply, discovery, exec, and the runtime's watcher over the end of the token it began with.
//! KUBECONFIG, NAMESPACE, TOKEN_SECONDS, ADMIN as for the Python clients. Prints records as steps.sh does.
use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::{
    api::{Api, AttachParams, DeleteParams, ListParams, LogParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams},
    discovery::Discovery,
    runtime::{conditions::is_pod_running, wait::await_condition},
    Client,
};
use serde_json::json;
use std::{env, fmt::Display, time::Duration};
use tokio::{io::AsyncReadExt, process::Command, time::sleep};

fn record<T: Display>(title: &str, outcome: Result<T, Box<dyn std::error::Error + Send + Sync>>) {
    match outcome {
        Ok(value) => print!("\x1ekube-rs: {title}\x1f0\x1f{value}\x1f"),
        Err(error) => print!("\x1ekube-rs: {title}\x1f1\x1f\x1f{error:?}"),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let namespace = env::var("NAMESPACE")?;
    let after: u64 = env::var("TOKEN_SECONDS")?.parse::<u64>()? + 15;
    let admin = env::var("ADMIN")?;
    let client = Client::try_default().await?;
    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), &namespace);
    let pods: Api<Pod> = Api::namespaced(client.clone(), &namespace);
    let late = format!("sleep {after}; {admin} -n {namespace} create configmap kube-later");
    let mut later = Command::new("sh").args(["-c", &late]).stdout(std::process::Stdio::null()).spawn()?;
    let mut events = Box::pin(maps.watch(&WatchParams::default(), "0").await?);

    record("create", async {
        let map: ConfigMap = serde_json::from_value(json!({"metadata": {"name": "kube"}, "data": {"key": "a\\b %5C ☷"}}))?;
        Ok(format!("{:?}", maps.create(&PostParams::default(), &map).await?.data))
    }.await);
    record("merge patch", async {
        let patch = Patch::Merge(json!({"data": {"more": "1"}}));
        Ok(format!("{:?}", maps.patch("kube", &PatchParams::default(), &patch).await?.data))
    }.await);
    record("server-side apply", async {
        let patch = Patch::Apply(json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"mine": "2"}}));
        Ok(format!("{:?}", maps.patch("kube", &PatchParams::apply("suites"), &patch).await?.data))
    }.await);
    record("list with a limit", async {
        Ok(maps.list(&ListParams::default().limit(1)).await?.items.len())
    }.await);
    record("discovery", async {
        let found = Discovery::new(client.clone()).run().await?;
        let mut groups: Vec<_> = found.groups().map(|group| group.name().to_owned()).collect();
        groups.sort();
        Ok(groups.join(" "))
    }.await);
    record("a pod, its log, exec", async {
        let pod: Pod = serde_json::from_value(json!({"metadata": {"name": "kube"}, "spec": {
            "terminationGracePeriodSeconds": 1,
            "containers": [{"name": "c", "image": "lab", "command": ["sh", "-c", "echo words; exec sleep 600"]}]}}))?;
        pods.create(&PostParams::default(), &pod).await?;
        await_condition(pods.clone(), "kube", is_pod_running()).await?;
        sleep(Duration::from_secs(1)).await;
        let log = pods.logs("kube", &LogParams::default()).await?;
        let mut process = pods.exec("kube", ["echo", "here"], &AttachParams::default().stderr(false)).await?;
        let mut said = String::new();
        process.stdout().ok_or("no output")?.read_to_string(&mut said).await?;
        Ok(format!("{log}{said}"))
    }.await);
    record("delete", async {
        pods.delete("kube", &DeleteParams::default()).await?;
        maps.delete("kube", &DeleteParams::default()).await?;
        Ok(match maps.get("kube").await { Err(kube::Error::Api(status)) => status.message.clone(), other => format!("{other:?}") })
    }.await);
    record("a watch over the end of the token", async {
        while let Some(event) = events.try_next().await? {
            if let WatchEvent::Added(map) = event {
                if map.metadata.name.as_deref() == Some("kube-later") {
                    return Ok("ADDED");
                }
            }
        }
        Ok("the watch ended before")
    }.await);
    later.wait().await?;
    let _ = events.next();
    Ok(())
}
