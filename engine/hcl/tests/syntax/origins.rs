//! Places of texts that are no files of their own.

use bartizan_hcl::span::{Piece, Pieces, Span};
use bartizan_hcl::syntax::{Origin, parse_expression, parse_template};

use super::dump;

fn template(text: &str, origin: Origin<'_>) -> String {
    let (expr, errors) = parse_template(text, origin);
    let errors = errors.iter().map(|error| format!(" ! {}-{} {}", error.span.start, error.span.end, error.message));
    dump::expr(&expr) + &errors.collect::<String>()
}

fn expression(text: &str) -> String {
    let (expr, errors) = parse_expression(text, Origin::At { source: 0, offset: 100 });
    let errors = errors.iter().map(|error| format!(" ! {}-{} {}", error.span.start, error.span.end, error.message));
    dump::expr(&expr) + &errors.collect::<String>()
}

#[test]
fn a_template_of_its_own() {
    let at = Origin::At { source: 0, offset: 10 };
    assert_eq!(template("", at), r#"""[]@10-10"#);
    assert_eq!(template("a \\n \"b\"\n", at), r#""a \\n \"b\"\n"[0+9@10-19]@10-19"#);
    assert_eq!(template("${x}", at), "`($@10-14 x@12-13)`@10-14");
    assert_eq!(template("${x", at), "broken@10-13 ! 10-12 this template sequence is not closed: expected `}`");
    assert_eq!(
        template("%{ for k, v in x ~}\n  ${k}\n%{ endfor ~}\n", at),
        r#"`(%for@10-49 k@17-18 v@20-21 x@25-26 `"  "[0+2@30-32]@29-32 ($@32-36 k@34-35) "\n"[0+1@36-37]@36-37`)`@10-50"#
    );
}

#[test]
fn a_template_in_a_string_of_json() {
    // `"a\"${f(\"k\")}\u00e9b"` from byte 0 of the file.
    let exact = |start, len, at| Piece { start, len, span: Span::new(0, at, at + len) };
    let escape = |start, len, at, written| Piece { start, len, span: Span::new(0, at, at + written) };
    let pieces = Pieces(vec![
        exact(0, 1, 1),
        escape(1, 1, 2, 2),
        exact(2, 4, 4),
        escape(6, 1, 8, 2),
        exact(7, 1, 10),
        escape(8, 1, 11, 2),
        exact(9, 2, 13),
        escape(11, 2, 15, 6),
        exact(13, 1, 21),
    ]);
    assert_eq!(
        template("a\"${f(\"k\")}éb", Origin::Pieces(&pieces)),
        r#"`"a\""[0+1@1-2 1+1@2-4]@1-4 ($@4-15 (call f@6-7 "k"[0+1@10-11]@8-13)@6-14) "éb"[0+2@15-21 2+1@21-22]@15-22`@1-22"#
    );
}

#[test]
fn an_expression_of_its_own() {
    assert_eq!(expression(" [1,\n2]\n"), "(tuple 1@102-103 2@105-106)@101-107");
    assert_eq!(expression("1 +\n2"), "(Add 1@100-101 2@104-105)@100-105");
    assert_eq!(
        expression("{ a = 1, a = 2 }"),
        r#"(object "a"[0+1@102-103]@102-103 1@106-107 "a"[0+1@109-110]@109-110 2@113-114)@100-116"#
    );
    assert_eq!(expression(""), "broken@100-100 ! 100-100 expected an expression, found the end of the text");
    assert_eq!(
        expression("a b"),
        "broken@100-103 ! 102-103 expected an operator or the end of the expression, found `b`"
    );
    assert_eq!(expression("[1"), "broken@100-102 ! 100-101 this bracket is not closed: expected `]`");
}
