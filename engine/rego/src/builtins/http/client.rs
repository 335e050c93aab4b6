//! Sends requests over the network, with the crate `ureq`.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::header::{AUTHORIZATION, HOST, REFERER};
use ureq::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Proxy};

use super::Trouble;
use super::address::Address;
use super::request::Request;
use crate::builtins::{Context, Error};

/// Bytes that the body of a response may have.
const MAX_BODY: u64 = 16 << 20;

/// Redirections that are followed. OPA sets no limit, but for the time.
const MAX_REDIRECTS: usize = 10;

/// How often a cancelled evaluation is noticed.
const TICK: Duration = Duration::from_millis(20);

/// The pause before the first further attempt, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(60)];

/// Of two requests in a row, headers that are not handed on to another host.
const SECRETS: [&str; 5] = ["authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate"];

/// A response.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Sends a request, again where it fails and may be tried again.
///
/// # Errors
///
/// [`Trouble`] of the last attempt; the end of the evaluation.
pub(super) fn send(context: &Context<'_>, request: &Request) -> Result<Response, Trouble> {
    let mut pause = PAUSES[0];
    for _ in 0..request.retries {
        match attempt(context, request) {
            Err(Trouble::Network(_) | Trouble::Timeout) => {}
            other => return other,
        }
        let until = Instant::now() + pause;
        while Instant::now() < until {
            context.check().map_err(Trouble::Builtin)?;
            thread::sleep(TICK.min(until.saturating_duration_since(Instant::now())));
        }
        pause = pause.mul_f64(1.6).min(PAUSES[1]);
    }
    attempt(context, request)
}

/// Sends a request from a thread of its own, so that the end of the evaluation is not missed.
fn attempt(context: &Context<'_>, request: &Request) -> Result<Response, Trouble> {
    context.check().map_err(Trouble::Builtin)?;
    let (sender, receiver) = mpsc::channel();
    let agent = agent(request);
    let (request, worker) = (request.clone(), agent.clone());
    let limit = MAX_BODY.min(context.allowance);
    thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = sender.send(exchange(&worker, request, limit));
    });
    loop {
        if let Err(end) = context.check() {
            agent.shutdown();
            return Err(Trouble::Builtin(end));
        }
        match receiver.recv_timeout(TICK) {
            Ok(outcome) => return outcome,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Trouble::Network("the client cannot use this key or certificate".to_owned()));
            }
        }
    }
}

fn agent(request: &Request) -> Agent {
    let roots = match &request.tls.authorities {
        Some(authorities) => RootCerts::Specific(Arc::new(authorities.clone())),
        None => RootCerts::WebPki,
    };
    let tls = TlsConfig::builder()
        .disable_verification(request.tls.insecure)
        .client_cert(request.tls.client.clone())
        .root_certs(roots)
        .build();
    let own = Address::read(&request.url).is_ok_and(|address| address.is_own());
    let config = Config::builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .accept("")
        .accept_encoding("")
        .user_agent(concat!("bartizan/", env!("CARGO_PKG_VERSION")))
        .max_idle_connections(0)
        .proxy(if own { None } else { Proxy::try_from_env() })
        .tls_config(tls)
        .build();
    let host = server_name(request).and_then(|_| Address::read(&request.url).ok()).map(|address| address.uri());
    Agent::with_parts(config, DefaultConnector::default(), Named { of: host, resolver: DefaultResolver::default() })
}

/// The name that TLS asks the server for, where it is not the host's.
fn server_name(request: &Request) -> Option<String> {
    let host = request.headers.iter().find(|(name, _)| *name == HOST).and_then(|(_, value)| value.to_str().ok());
    let host = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned());
    request.tls.server_name.clone().or(host)
}

/// Finds the addresses of another host than the one that TLS asks for.
#[derive(Debug)]
struct Named {
    /// Where to go, whatever the request names.
    of: Option<String>,
    resolver: DefaultResolver,
}

impl Resolver for Named {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let other = self.of.as_ref().and_then(|of| of.parse().ok());
        self.resolver.resolve(other.as_ref().unwrap_or(uri), config, timeout)
    }
}

/// A request and what it leads to.
fn exchange(agent: &Agent, mut request: Request, limit: u64) -> Result<Response, Trouble> {
    let until = request.timeout.map(|timeout| Instant::now() + timeout);
    let mut address = Address::read(&request.url)?;
    for _ in 0..=MAX_REDIRECTS {
        let response = once(agent, &request, &address, until, limit)?;
        let location = response.headers.get("location").and_then(|location| location.to_str().ok());
        let status = response.status.as_u16();
        let Some(location) = location.filter(|location| {
            !location.is_empty() && request.follows_redirects && matches!(status, 301 | 302 | 303 | 307 | 308)
        }) else {
            return Ok(response);
        };
        let next = address.join(location)?;
        if !matches!(status, 307 | 308) && !matches!(request.method, Method::GET | Method::HEAD) {
            request.method = Method::GET;
            request.body = None;
            request.headers.retain(|(name, _)| !name.as_str().starts_with("content-"));
        }
        request.headers.retain(|(name, _)| *name != REFERER);
        if (address.is_secure() <= next.is_secure())
            && let Ok(referer) = HeaderValue::from_str(&address.uri())
        {
            request.headers.push((REFERER, referer));
        }
        if next.host() != address.host() {
            request.headers.retain(|(name, _)| *name != HOST && !SECRETS.contains(&name.as_str()));
            request.tls.server_name = None;
        }
        address = next;
    }
    Err(Trouble::Network(format!("stopped after {MAX_REDIRECTS} redirects")))
}

/// One request and its response.
fn once(
    agent: &Agent,
    request: &Request,
    address: &Address,
    until: Option<Instant>,
    limit: u64,
) -> Result<Response, Trouble> {
    let name = server_name(request).filter(|_| address.is_secure());
    let uri = match &name {
        Some(name) => address.named(name).uri(),
        None => address.uri(),
    };
    let mut builder = ureq::http::Request::builder().method(request.method.clone()).uri(uri);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let has = |wanted: &str| request.headers.iter().any(|(name, _)| name.as_str() == wanted);
    if name.is_some() && !has(HOST.as_str()) {
        builder = builder.header(HOST, address.authority());
    }
    if let Some(credentials) = address.credentials().filter(|_| !has(AUTHORIZATION.as_str())) {
        builder = builder.header(AUTHORIZATION, credentials);
    }
    let invalid = |error: ureq::http::Error| Trouble::Builtin(Error::Failed(error.to_string()));
    let time = until.map(|until| until.saturating_duration_since(Instant::now()).max(Duration::from_nanos(1)));
    let sent = match &request.body {
        Some(body) => run(agent, builder.body(body.as_slice()).map_err(invalid)?, time),
        None if matches!(request.method, Method::POST | Method::PUT | Method::PATCH) => {
            run(agent, builder.body([].as_slice()).map_err(invalid)?, time)
        }
        None => run(agent, builder.body(()).map_err(invalid)?, time),
    };
    let (parts, mut body) = sent.map_err(trouble)?.into_parts();
    let body = body.with_config().limit(limit).read_to_vec().map_err(trouble)?;
    Ok(Response { status: parts.status, headers: parts.headers, body })
}

fn run(
    agent: &Agent,
    request: ureq::http::Request<impl ureq::AsSendBody>,
    time: Option<Duration>,
) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
    let request = agent.configure_request(request).timeout_global(time).build();
    agent.run(request)
}

fn trouble(error: ureq::Error) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Timeout,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Trouble::Timeout,
        ureq::Error::BodyExceedsLimit(limit) => {
            Trouble::Builtin(Error::Failed(format!("the response is larger than {limit} bytes")))
        }
        ureq::Error::HostNotFound => Trouble::Network("no such host".to_owned()),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Trouble::Network("connection refused".to_owned())
        }
        ureq::Error::Io(error) => Trouble::Network(error.to_string()),
        other => Trouble::Network(other.to_string()),
    }
}
