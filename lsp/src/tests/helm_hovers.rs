//! Hovers in charts show what is rendered.

use serde_json::Value;

use super::helm::{both, chart};
use super::support::{Folder, Setup, TestClient};

fn shown(hover: &Value) -> &str {
    hover["contents"]["value"].as_str().unwrap_or_default()
}

/// The part of a hover before the explanation of the policy.
fn told(hover: &Value) -> &str {
    let shown = shown(hover);
    &shown[..shown.find("\n\n**Why.**").unwrap_or(shown.len())]
}

async fn opened(folder: &Folder, values: &str) -> (TestClient, String, String) {
    let (template, path) = both(folder);
    folder.write("shop/values.yaml", values);
    let mut client = TestClient::start(Setup::pulling(), &[folder]).await;
    let text = std::fs::read_to_string(folder.path.join("shop/templates/pod.yaml")).unwrap();
    client.open(&template, &text).await;
    client.open(&path, values).await;
    (client, template, path)
}

#[tokio::test]
async fn a_hover_shows_what_is_rendered_around_the_value() {
    let folder = chart();
    folder.write("shop/values-prod.yaml", "image: {tag: \"3\"}\n");
    let (mut client, template, values) =
        opened(&folder, "image:\n  repository: nginx\n  tag: latest\nprivileged: true\n").await;
    let hover = client.hover(&values, 3, 14).await;
    let with_root = |hover: &Value| told(hover).replace(&*folder.path.to_string_lossy(), "[ROOT]");
    insta::assert_snapshot!(with_root(&hover), @r#"
    **container "web" runs privileged**

    `K8S-003` Container runs privileged · critical

    depends on spec.containers[0].securityContext.privileged (line 4)

    - used here: [shop/templates/pod.yaml:10](file://[ROOT]/shop/templates/pod.yaml#L10)

    rendered for `default`, `prod`, `Pod/shop` of shop/templates/pod.yaml:

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: shop
    spec:
      containers:
        - name: web
          image: nginx:latest
          securityContext:
            privileged: true
    ```
    "#);
    assert_eq!(told(&client.hover(&template, 9, 25).await), told(&hover), "the template shows the same");
    assert_eq!(hover["range"]["start"]["line"], 3);

    let hover = client.hover(&values, 2, 8).await;
    assert!(told(&hover).contains("  image: nginx:latest\n"), "{hover}");
    assert!(told(&hover).contains("rendered for `default`, `Pod/shop`"), "{hover}");
    assert!(client.hover(&template, 0, 0).await.is_null());
    client.finish().await;
}

#[tokio::test]
async fn a_hover_shows_no_secret() {
    let folder = chart();
    let pod = std::fs::read_to_string(folder.path.join("shop/templates/pod.yaml")).unwrap();
    let env = "      env:\n        - {name: DB_PASSWORD, value: {{ .Values.password }}}\n        - {name: URL, value: \"db:{{ .Values.password }}@host\"}\n";
    folder.write("shop/templates/pod.yaml", &format!("{pod}{env}"));
    let (mut client, template, _) =
        opened(&folder, "image: {repository: a, tag: '1'}\npassword: hunter22\nprivileged: true\n").await;
    let hover = client.hover(&template, 9, 25).await;
    assert!(told(&hover).contains("DB_PASSWORD") && !shown(&hover).contains("hunter"), "{hover}");
    client.finish().await;
}
