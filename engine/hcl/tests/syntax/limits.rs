//! What is too deep, too long or too often is said, and never takes the stack or the time.

use std::time::{Duration, Instant};

use bartizan_hcl::syntax::{Origin, parse, parse_template};

/// How many of the texts are valid but for their depth.
const VALID: usize = 17;

fn nested(open: &str, inner: &str, close: &str, count: usize) -> String {
    open.repeat(count) + inner + &close.repeat(count)
}

#[test]
fn depth_is_limited_on_a_small_stack() {
    let texts = |count| {
        [
            format!("a = {}\n", nested("[", "1", "]", count)),
            format!("a = {}\n", nested("(", "1", ")", count)),
            format!("a = {}\n", nested("{a=", "1", "}", count)),
            format!("a = {}\n", nested("f(", "1", ")", count)),
            format!("a = {}\n", nested("x[", "1", "]", count)),
            format!("a = {}\n", nested("\"${", "x", "}\"", count)),
            format!("a = {}\n", nested("[for x in ", "x", " : x]", count)),
            format!("a = \"{}\"\n", nested("%{if x}", "y", "%{endif}", count)),
            format!("a = {}1\n", "!".repeat(count)),
            format!("a = {}1\n", "- ".repeat(count)),
            format!("a = {}1\n", "x ? 1 : ".repeat(count)),
            format!("a = {}1\n", "1 + ".repeat(count)),
            format!("a = {}1\n", "1 * 1 + ".repeat(count)),
            format!("a = x{}\n", ".y".repeat(count)),
            format!("a = x{}\n", "[0]".repeat(count)),
            format!("a = x{}\n", "[*]".repeat(count)),
            nested("a {\n", "", "}\n", count),
            format!("a = {}", "<<EOT\n${".repeat(count)),
            "a = [".repeat(count),
            "a \"".repeat(count),
        ]
    };
    let read = move || {
        for (index, text) in texts(20_000).iter().enumerate() {
            let file = parse(text, 0);
            let limited = file.errors.iter().any(|error| error.is_limit);
            let said = if index < VALID { limited } else { !file.errors.is_empty() };
            assert!(said, "{}: {:?}", &text[..20], file.errors);
        }
        for (index, text) in texts(25).iter().enumerate().take(VALID) {
            let file = parse(text, 0);
            assert!(file.errors.is_empty(), "{index}: {:?}", file.errors);
        }
        // As deep as it goes.
        let inner = nested("{a = ", &nested("(", "1", ")", 32), "}", 50);
        let file = parse(&format!("a = {inner}{}\n", " + 1".repeat(120)), 0);
        assert!(file.errors.is_empty(), "{:?}", file.errors);
        let inner = nested("{a = ", &nested("f([", "1", "])", 15), "}", 15);
        let file = parse(&format!("a = {}\n", nested("\"${", &inner, "}\"", 20)), 0);
        assert!(file.errors.is_empty(), "{:?}", file.errors);
        _ = parse_template(&"%{if x}".repeat(20_000), Origin::At { source: 0, offset: 0 });
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(read).expect("a thread");
    thread.join().expect("no overflow");
}

#[test]
fn time_grows_with_the_text() {
    let object = (0..2000).map(|i| format!("  k{i} = \"v{i}\"\n")).collect::<String>();
    let repeated = "  same = 1\n".repeat(300);
    let texts = [
        format!("a = {{\n{object}}}\n"),
        format!("a = {{\n{repeated}}}\n"),
        "a = \"\n".repeat(20_000),
        "a = [\n".repeat(20_000),
        "a = <<EOT\n".repeat(20_000),
        "a = 1 2\n".repeat(20_000),
        "x {\n".repeat(20_000),
        "}\n".repeat(20_000),
        "/*".repeat(20_000),
        "a = \"${\n".repeat(20_000),
        "resource \"a\" \"b\" {\n".repeat(20_000),
        format!("a = [{}]\n", "\"${x}\", ".repeat(20_000)),
        format!("a = {}\n", "(".repeat(90)),
    ];
    for text in texts {
        let begin = Instant::now();
        let file = parse(&text, 0);
        assert!(file.errors.len() <= 100);
        let taken = begin.elapsed();
        assert!(taken < Duration::from_secs(10), "{}: {taken:?}", &text[..20]);
    }
}
