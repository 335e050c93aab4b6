use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::builtins::testing::{call, call_in, context, said};
use crate::builtins::{Context, Error, Outside};
use crate::value::Value;

/// A server on this machine that ends with the tests.
struct Server {
    base: String,
    /// Requests that came.
    count: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                thread::spawn(move || serve(stream.unwrap(), number));
            }
        });
        Self { base, count }
    }

    /// What `http.send` answers a request for a path, with further fields of the request.
    fn ask(&self, context: &mut Context<'_>, path: &str, fields: &str) -> String {
        said(&call_in(context, "http.send", &[self.request(path, fields)])).replace(&self.base, "BASE")
    }

    fn request(&self, path: &str, fields: &str) -> Value {
        let method = if fields.contains("\"method\"") { "" } else { r#""method": "get","# };
        let separator = if fields.is_empty() { "" } else { ", " };
        Value::from_json(&format!(r#"{{{method} "url": "{}{path}"{separator}{fields}}}"#, self.base)).unwrap()
    }
}

fn serve(mut stream: std::net::TcpStream, number: usize) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let length = lines.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let Some(first) = lines.first() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default();
    let json = "Content-Type: application/json; charset=utf-8\r\n";
    let (status, headers, answer) = match path {
        "/json" => ("200 OK", json, r#"{"a": [1, 2.50]} x"#.to_owned()),
        "/bad" => ("200 OK", json, "{".to_owned()),
        "/yaml" => ("200 OK", "Content-Type: application/yaml\r\n", "a: [1, x]\n".to_owned()),
        "/text" => ("200 OK", "X-A: 1\r\nx-a: 2\r\n", r#"{"a": 1}"#.to_owned()),
        "/count" => ("200 OK", json, number.to_string()),
        "/failing" => ("500 Internal Server Error", json, number.to_string()),
        "/moved" => ("301 Moved Permanently", "Location: echo\r\n", String::new()),
        "/kept" => ("307 Temporary Redirect", "Location: /echo\r\n", String::new()),
        "/round" => ("302 Found", "Location: /round\r\n", String::new()),
        "/slow" => {
            thread::sleep(Duration::from_secs(3));
            ("200 OK", "", "late".to_owned())
        }
        "/large" => ("200 OK", "", "x".repeat(17 << 20)),
        _ => {
            let changing = ["host:", "referer:", "user-agent: bartizan/"];
            lines.retain(|line| !changing.iter().any(|start| line.starts_with(start)));
            ("200 OK", "", format!("{}|{body}", lines.join("|")))
        }
    };
    let head = format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n", answer.len());
    // The client may have gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes()));
}

fn online() -> Outside {
    Outside { network: true, ..Outside::default() }
}

#[test]
fn is_off_unless_switched_on() {
    assert_eq!(
        said(&call("http.send", &[Value::Null])),
        "refused: http.send is off in `check` and `lsp`: findings must not depend on a network; `bartizan eval` can \
         switch it on with `--allow-net`"
    );
}

#[test]
fn answers_with_the_response() {
    let (server, outside) = (Server::start(), online());
    let ask = |path, fields| server.ask(&mut context(&outside), path, fields);
    assert_eq!(
        ask("/json", ""),
        r#"{"body": {"a": [1, 2.50]}, "headers": {"content-length": ["18"], "content-type": ["application/json; charset=utf-8"]}, "raw_body": "{\"a\": [1, 2.50]} x", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/bad", ""),
        r#"{"body": null, "headers": {"content-length": ["1"], "content-type": ["application/json; charset=utf-8"]}, "raw_body": "{", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/yaml", ""),
        r#"{"body": {"a": [1, "x"]}, "headers": {"content-length": ["10"], "content-type": ["application/yaml"]}, "raw_body": "a: [1, x]\n", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/text", ""),
        r#"{"body": null, "headers": {"content-length": ["8"], "x-a": ["1", "2"]}, "raw_body": "{\"a\": 1}", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/text", r#""force_json_decode": true"#),
        r#"{"body": {"a": 1}, "headers": {"content-length": ["8"], "x-a": ["1", "2"]}, "raw_body": "{\"a\": 1}", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/text", r#""force_yaml_decode": true"#),
        r#"{"body": {"a": 1}, "headers": {"content-length": ["8"], "x-a": ["1", "2"]}, "raw_body": "{\"a\": 1}", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/failing", ""),
        r#"{"body": 7, "headers": {"content-length": ["1"], "content-type": ["application/json; charset=utf-8"]}, "raw_body": "7", "status": "500 Internal Server Error", "status_code": 500}"#
    );
}

#[test]
fn sends_what_was_asked_for() {
    let (server, outside) = (Server::start(), online());
    let ask = |path, fields| server.ask(&mut context(&outside), path, fields);
    assert_eq!(
        ask("/a b?c#d", ""),
        r#"{"body": null, "headers": {"content-length": ["22"]}, "raw_body": "GET /a%20b?c HTTP/1.1|", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/", r#""method": "post", "body": {"a": [1]}, "headers": {"X-Y": "z"}"#),
        r#"{"body": null, "headers": {"content-length": ["50"]}, "raw_body": "POST / HTTP/1.1|content-length: 9|x-y: z|{\"a\":[1]}", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/", r#""method": "get", "body": {"a": [1]}, "raw_body": "\"text\"""#),
        r#"{"body": null, "headers": {"content-length": ["37"]}, "raw_body": "GET / HTTP/1.1|content-length: 4|text", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/", r#""method": "put""#),
        r#"{"body": null, "headers": {"content-length": ["33"]}, "raw_body": "PUT / HTTP/1.1|content-length: 0|", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/", r#""method": "foo", "headers": {"User-Agent": "u"}"#),
        r#"{"body": null, "headers": {"content-length": ["29"]}, "raw_body": "FOO / HTTP/1.1|user-agent: u|", "status": "200 OK", "status_code": 200}"#
    );
}

#[test]
fn follows_redirects_where_asked_to() {
    let (server, outside) = (Server::start(), online());
    let ask = |path, fields| server.ask(&mut context(&outside), path, fields);
    let post = r#""method": "post", "body": 1, "enable_redirect": true"#;
    assert_eq!(
        ask("/moved", ""),
        r#"{"body": null, "headers": {"content-length": ["0"], "location": ["echo"]}, "raw_body": "", "status": "301 Moved Permanently", "status_code": 301}"#
    );
    assert_eq!(
        ask("/moved", post),
        r#"{"body": null, "headers": {"content-length": ["19"]}, "raw_body": "GET /echo HTTP/1.1|", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(
        ask("/kept", post),
        r#"{"body": null, "headers": {"content-length": ["39"]}, "raw_body": "POST /echo HTTP/1.1|content-length: 1|1", "status": "200 OK", "status_code": 200}"#
    );
    assert_eq!(ask("/round", r#""enable_redirect": true"#), r#"failed: Get "BASE/round": stopped after 10 redirects"#);
}

#[test]
fn says_what_went_wrong() {
    let (server, outside) = (Server::start(), online());
    let ask = |path, fields| server.ask(&mut context(&outside), path, fields);
    assert_eq!(ask("/slow", r#""timeout": "50ms""#), "failed: Get BASE/slow: request timed out");
    assert_eq!(
        ask("/slow", r#""timeout": 50000000, "raise_error": false"#),
        r#"{"error": {"code": "eval_http_send_network_error", "message": "Get \"BASE/slow\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"}, "status_code": 0}"#
    );
    assert_eq!(ask("/large", ""), "failed: the response is larger than 16777216 bytes");
    assert_eq!(
        ask("/", r#""method": 1, "raise_error": false"#),
        r#"{"error": {"code": "eval_http_send_internal_error", "message": "eval_builtin_error: http.send: \"method\" must be a string"}, "status_code": 0}"#
    );
    assert_eq!(
        ask("/", r#""verb": 1, "raise_error": false"#),
        r#"{"error": {"code": "eval_http_send_internal_error", "message": "eval_type_error: http.send: operand 1 invalid request parameters(s): {\"verb\"}"}, "status_code": 0}"#
    );
    assert_eq!(
        ask("/", r#""timeout": null"#),
        "type: operand 1 'timeout' must be one of {string, number} but got null"
    );
    assert_eq!(
        ask("/", r#""headers": {"a b": "c"}"#),
        r#"failed: Get "BASE/": net/http: invalid header field name "a b""#
    );
    assert_eq!(ask("/", r#""headers": {"a": 1}"#), r#"failed: invalid type for headers value "1""#);
    assert_eq!(ask("/", r#""tls_ca_cert": "x""#), "failed: could not append certificates");
    assert_eq!(
        ask("/", r#""tls_ca_cert_file": "x""#),
        "failed: tls_ca_cert_file is not available: give the text itself, as tls_ca_cert"
    );
    assert_eq!(ask("/", r#""max_retry_attempts": -1"#), r#"failed: invalid value -1 for field "max_retry_attempts""#);
    assert_eq!(server.count.load(Ordering::SeqCst), 3);
    let elsewhere = Server { base: "http://127.0.0.1:1".to_owned(), count: Arc::default() };
    let fields = r#""raise_error": false, "max_retry_attempts": 1"#;
    let said = elsewhere.ask(&mut context(&outside), "/", fields);
    assert!(said.contains(r#""code": "eval_http_send_network_error""#) && said.contains("refused"), "{said}");
    let elsewhere = Server { base: "ftp://x".to_owned(), count: Arc::default() };
    let said = elsewhere.ask(&mut context(&outside), "", "");
    assert_eq!(said, r#"failed: Get "BASE": unsupported protocol scheme "ftp""#);
}

#[test]
fn keeps_responses_through_an_evaluation() {
    let (server, outside) = (Server::start(), online());
    let mut context = context(&outside);
    let ignoring = r#""headers": {"a": "b"}, "cache_ignored_headers": ["a"]"#;
    let other = r#""headers": {"a": "c"}, "cache_ignored_headers": ["a"]"#;
    for (fields, count) in [("", 1), ("", 1), (r#""cache": true"#, 2), (ignoring, 3), (other, 3)] {
        let answer = server.ask(&mut context, "/count", fields);
        assert!(answer.starts_with(&format!(r#"{{"body": {count}, "#)), "{fields}: {answer}");
    }
    for count in [4, 5] {
        let answer = server.ask(&mut context, "/failing", "");
        assert!(answer.starts_with(&format!(r#"{{"body": {count}, "#)), "{answer}");
    }
}

#[test]
fn asks_a_silent_server_once() {
    let (server, outside) = (Server::start(), online());
    let mut context = context(&outside);
    for fields in [r#""timeout": "50ms""#, r#""timeout": "50ms", "raise_error": false"#] {
        let first = server.ask(&mut context, "/slow", fields);
        assert_eq!(server.ask(&mut context, "/slow", fields), first);
    }
    assert_eq!(server.count.load(Ordering::SeqCst), 2);
}

#[test]
fn ends_with_the_evaluation() {
    let (server, outside) = (Server::start(), online());
    let started = Instant::now();
    let mut context = Context { deadline: Some(started + Duration::from_millis(100)), ..context(&outside) };
    let answer = call_in(&mut context, "http.send", &[server.request("/slow", r#""raise_error": false"#)]);
    assert!(matches!(answer, Err(Error::Halt(_))), "{answer:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
}
