//! The client's bytes before the protocol crate sees them. Its reader ends the connection at the first message that it does
//! not understand; here such a message becomes a request that is answered with an error, and the rest is read on.

use serde_json::{Value, json};
use tokio::io::{self, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tower_lsp_server::jsonrpc::{Id, Request, Response};

/// What a message that is none is passed on as; the parameter says whether it is JSON at all.
pub(crate) const UNREADABLE: &str = "bartizan/unreadable";

/// How methods begin that the other side may ignore. The protocol crate ignores requests of such methods too, which the
/// specification wants to be answered: they are passed on as [`UNKNOWN`].
const OPTIONAL: &str = "$/";

/// A method that there is not.
const UNKNOWN: &str = "bartizan/unknown";

/// Most bytes of a message: far more than a document may have.
const LARGEST: usize = 1 << 28;

/// Most bytes of a header.
const HEADER: usize = 4096;

/// The name of the one header that matters, as far as all write it.
const LENGTH: &[u8] = b"content-length:";

/// Passes the messages of `input` on to `output` until either is at its end.
pub(crate) async fn pass_on(mut input: impl AsyncRead + Unpin, mut output: impl AsyncWrite + Unpin) -> io::Result<()> {
    let (mut held, mut start) = (Vec::new(), 0);
    loop {
        while let Some((message, end)) = next(&held[start..]) {
            start += end;
            if let Some(body) = message {
                output.write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()).await?;
                output.write_all(&body).await?;
            }
        }
        held.drain(..start);
        start = 0;
        held.reserve(1 << 16);
        if input.read_buf(&mut held).await? == 0 {
            return Ok(());
        }
    }
}

/// The first message of `bytes`, if there is a whole one, or something that is none and is passed over; and its end.
fn next(bytes: &[u8]) -> Option<(Option<Vec<u8>>, usize)> {
    let lower = |at: usize| bytes.get(at..at + LENGTH.len()).is_some_and(|name| name.eq_ignore_ascii_case(LENGTH));
    let end_of_header = bytes.windows(4).take(HEADER).position(|window| window == b"\r\n\r\n");
    let Some(end) = end_of_header else {
        // A header that does not end is none.
        return (bytes.len() > HEADER + 4).then(|| (Some(unreadable(&Id::Null, false)), skipped(bytes, &lower)));
    };
    let Some(length) = length(&bytes[..end]).filter(|length| *length <= LARGEST) else {
        return Some((Some(unreadable(&Id::Null, false)), skipped(&bytes[..end + 4], &lower)));
    };
    let (start, end) = (end + 4, end + 4 + length);
    let body = bytes.get(start..end)?;
    Some(((!body.is_empty()).then(|| readable(body)), end))
}

/// The length that a header tells.
fn length(header: &[u8]) -> Option<usize> {
    let header = std::str::from_utf8(header).ok()?;
    let mut lines = header.split("\r\n").map(|line| line.split_once(':'));
    let found = lines.try_fold(None, |found, line| {
        let (name, value) = line?;
        let is_length = name.trim().eq_ignore_ascii_case("content-length");
        Some(if is_length { Some(value.trim().parse::<usize>().ok()?) } else { found })
    });
    found.flatten()
}

/// How much of `bytes`, whose beginning is no message, comes before what may be the next.
fn skipped(bytes: &[u8], is_header: &dyn Fn(usize) -> bool) -> usize {
    (1..bytes.len()).find(|at| is_header(*at)).unwrap_or(bytes.len())
}

/// The message as the protocol crate understands it.
fn readable(body: &[u8]) -> Vec<u8> {
    if let Ok(request) = serde_json::from_slice::<Request>(body) {
        return match request.id() {
            Some(id) if request.method().starts_with(OPTIONAL) => message(id, UNKNOWN, &Value::Null),
            _ => body.to_vec(),
        };
    }
    if serde_json::from_slice::<Response>(body).is_ok() {
        return body.to_vec();
    }
    match serde_json::from_slice::<Value>(body) {
        // Only a request has to be answered by its name.
        Ok(value) => {
            let id = value.get("method").and_then(|_| value.get("id"));
            let id = id.and_then(|id| serde_json::from_value(id.clone()).ok()).unwrap_or(Id::Null);
            unreadable(&id, true)
        }
        Err(_) => unreadable(&Id::Null, false),
    }
}

fn unreadable(id: &Id, is_json: bool) -> Vec<u8> {
    message(id, UNREADABLE, &json!([is_json]))
}

fn message(id: &Id, method: &str, params: &Value) -> Vec<u8> {
    let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
    if !params.is_null() {
        message["params"] = params.clone();
    }
    message.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn passed(bytes: &[u8]) -> String {
        let mut output = Vec::new();
        pass_on(bytes, &mut output).await.unwrap();
        String::from_utf8(output).unwrap().replace("\r\n\r\n", " ")
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[tokio::test]
    async fn what_is_understood_stays_as_it_is() {
        let request = r#"{"jsonrpc":"2.0","id":1,"method":"x"}"#;
        let response = r#"{"jsonrpc":"2.0","id":1,"result":null}"#;
        let typed = format!("Content-Type: a\r\ncontent-length:  {}\r\n\r\n{request}", request.len());
        let all = format!("{}{}{typed}", frame(request), frame(response));
        let expected = format!("{0}{1}{0}", frame(request), frame(response)).replace("\r\n\r\n", " ");
        assert_eq!(passed(all.as_bytes()).await, expected);
    }

    #[tokio::test]
    async fn a_request_that_may_be_ignored_is_answered() {
        let ignored = r#"{"jsonrpc":"2.0","method":"$/setTrace","params":{}}"#;
        assert_eq!(passed(frame(ignored).as_bytes()).await, frame(ignored).replace("\r\n\r\n", " "));
        let request = frame(r#"{"jsonrpc":"2.0","id":3,"method":"$/nothing","params":{}}"#);
        let known = frame(r#"{"id":3,"jsonrpc":"2.0","method":"bartizan/unknown"}"#);
        assert_eq!(passed(request.as_bytes()).await, known.replace("\r\n\r\n", " "));
    }

    #[tokio::test]
    async fn what_is_not_becomes_a_request_that_is_answered_with_an_error() {
        let good = r#"{"jsonrpc":"2.0","method":"x"}"#;
        let error = |id: &str, json: bool| {
            let body = format!(r#"{{"id":{id},"jsonrpc":"2.0","method":"bartizan/unreadable","params":[{json}]}}"#);
            format!("Content-Length: {} {body}", body.len())
        };
        let cases = [
            (frame("{"), error("null", false)),
            (frame("[]"), error("null", true)),
            (frame(r#"{"id":7,"method":"x"}"#), error("7", true)),
            (frame(r#"{"id":[],"method":1}"#), error("null", true)),
            (frame(""), String::new()),
            ("Content-Length: x\r\n\r\n".to_owned(), error("null", false)),
            ("Content-Length: -1\r\n\r\n".to_owned(), error("null", false)),
            ("Content-Length: 99999999999999999999\r\n\r\n".to_owned(), error("null", false)),
            ("garbage".to_owned(), error("null", false)),
        ];
        for (bytes, expected) in cases {
            let (all, good) = (format!("{bytes}{}", frame(good)), frame(good).replace("\r\n\r\n", " "));
            assert_eq!(passed(all.as_bytes()).await, format!("{expected}{good}"), "{bytes}");
        }
        assert_eq!(passed(b"Content-Length: 2\r\n\r\n\xff\xfe").await, error("null", false));
        assert_eq!(passed(&[b'x'; 3 * HEADER]).await, error("null", false));
    }
}
