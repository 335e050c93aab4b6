//! What each builtin does, in a line, and what its arguments are called: for people who write policies.

use super::{Signature, Type};
use crate::check::type_name;

/// What people are told of a builtin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// Names of its arguments, separated by spaces.
    pub arguments: &'static str,
    /// What it gives.
    pub text: &'static str,
}

/// The description of a builtin; none of those that only the compiler calls.
#[must_use]
pub fn description(name: &str) -> Option<&'static Description> {
    DESCRIPTIONS.binary_search_by(|known| known.name.cmp(name)).ok().map(|at| &DESCRIPTIONS[at])
}

impl Signature {
    /// `name(argument: type, …) -> type`, for people.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut names = description(self.name).map_or("", |told| told.arguments).split(' ');
        let mut argument = |of: &Type| format!("{}: {}", names.next().unwrap_or("x"), type_name(of));
        let mut arguments: Vec<String> = self.arguments.iter().map(&mut argument).collect();
        arguments.extend(self.variadic.as_ref().map(|of| format!("{}, …", argument(of))));
        let result = self.result.as_ref().map_or_else(String::new, |of| format!(" -> {}", type_name(of)));
        format!("{}({}){result}", self.name, arguments.join(", "))
    }
}

const fn d(name: &'static str, arguments: &'static str, text: &'static str) -> Description {
    Description { name, arguments, text }
}

/// All descriptions, sorted by name.
#[rustfmt::skip]
static DESCRIPTIONS: &[Description] = &[
    d("abs", "x", "The number without its sign."),
    d("all", "collection", "True if no element is false. Refused in Rego v1: use `every`."),
    d("and", "x y", "What both sets hold: `x & y`."),
    d("any", "collection", "True if an element is true. Refused in Rego v1: use `some … in …`."),
    d("array.concat", "x y", "The elements of `x`, then those of `y`."),
    d("array.flatten", "array", "The elements, with arrays among them replaced by their own elements, one level deep."),
    d("array.reverse", "array", "The elements from last to first."),
    d("array.slice", "array start stop", "The elements from place `start`, counted from 0, up to but without place `stop`."),
    d("assign", "x y", "Declares a variable with this value: `x := y`."),
    d("base64.decode", "text", "The text that is encoded in base64."),
    d("base64.encode", "text", "The text in base64, padded."),
    d("base64.is_valid", "text", "Is it well-formed base64?"),
    d("base64url.decode", "text", "The text that is encoded in base64 for URLs, padded or not."),
    d("base64url.encode", "text", "The text in base64 for URLs, padded."),
    d("base64url.encode_no_pad", "text", "The text in base64 for URLs, without padding."),
    d("bits.and", "x y", "The bits that are set in both integers."),
    d("bits.lsh", "x count", "The integer with its bits moved `count` places to the left."),
    d("bits.negate", "x", "The integer with every bit turned over."),
    d("bits.or", "x y", "The bits that are set in either integer."),
    d("bits.rsh", "x count", "The integer with its bits moved `count` places to the right."),
    d("bits.xor", "x y", "The bits that are set in just one of the integers."),
    d("cast_array", "x", "An array as it is, a set as an array. Refused in Rego v1."),
    d("cast_boolean", "x", "The value if it is a boolean. Refused in Rego v1."),
    d("cast_null", "x", "The value if it is null. Refused in Rego v1."),
    d("cast_object", "x", "The value if it is an object. Refused in Rego v1."),
    d("cast_set", "x", "A set as it is, an array as a set. Refused in Rego v1."),
    d("cast_string", "x", "The value if it is a string. Refused in Rego v1."),
    d("ceil", "x", "The least integer that is not below the number."),
    d("concat", "delimiter collection", "The strings of an array or set, joined with `delimiter` between them."),
    d("contains", "haystack needle", "Does `needle` stand somewhere in `haystack`?"),
    d("count", "collection", "How many elements, or characters of a string, there are."),
    d("crypto.hmac.equal", "mac1 mac2", "Are the two codes the same? Takes equally long whether they are or not."),
    d("crypto.hmac.md5", "text key", "The HMAC of the text with MD5, in hexadecimal digits."),
    d("crypto.hmac.sha1", "text key", "The HMAC of the text with SHA-1, in hexadecimal digits."),
    d("crypto.hmac.sha256", "text key", "The HMAC of the text with SHA-256, in hexadecimal digits."),
    d("crypto.hmac.sha512", "text key", "The HMAC of the text with SHA-512, in hexadecimal digits."),
    d("crypto.md5", "text", "The MD5 digest, in hexadecimal digits."),
    d("crypto.parse_private_keys", "keys", "The private keys of a PEM text or of base64 around it, as JSON web keys."),
    d("crypto.sha1", "text", "The SHA-1 digest, in hexadecimal digits."),
    d("crypto.sha256", "text", "The SHA-256 digest, in hexadecimal digits."),
    d("crypto.x509.parse_and_verify_certificates", "certificates", "`[valid, chain]`: is the last certificate vouched for by the first, by way of those between?"),
    d("crypto.x509.parse_and_verify_certificates_with_options", "certificates options", "The same as without options, at another time, for a host name or for certain uses of the key."),
    d("crypto.x509.parse_certificate_request", "request", "The fields of a request for a certificate (PKCS #10)."),
    d("crypto.x509.parse_certificates", "certificates", "The fields of each certificate, whether it is valid or not."),
    d("crypto.x509.parse_keypair", "certificate key", "The certificate and its private key, if they belong together."),
    d("crypto.x509.parse_rsa_private_key", "key", "An RSA key as a JSON web key."),
    d("div", "x y", "The quotient: `x / y`. Undefined where `y` is 0."),
    d("endswith", "text suffix", "Does the text end in `suffix`?"),
    d("eq", "x y", "Makes both sides the same, if that can be: `x = y`."),
    d("equal", "x y", "Are both values the same? `x == y`."),
    d("floor", "x", "The greatest integer that is not above the number."),
    d("format_int", "number base", "The integer part in base 2, 8, 10 or 16."),
    d("glob.match", "pattern delimiters text", "Does the text match the pattern? `*` stops at a delimiter (`.` by default, none if null), `**` at none."),
    d("glob.quote_meta", "pattern", "The text with everything escaped that a glob gives a meaning."),
    d("graph.reachable", "graph initial", "The nodes that can be reached from `initial`; the graph gives the neighbours of each node."),
    d("graph.reachable_paths", "graph initial", "The longest paths that begin in `initial`, each an array of nodes."),
    d("graphql.is_valid", "query schema", "Is the query well-formed, and does it fit the schema?"),
    d("graphql.parse", "query schema", "`[query, schema]` as trees, if the query fits the schema."),
    d("graphql.parse_and_verify", "query schema", "`[valid, query, schema]`: the trees, empty where the query does not fit."),
    d("graphql.parse_query", "query", "The tree of a GraphQL query."),
    d("graphql.parse_schema", "schema", "The tree of a GraphQL schema."),
    d("graphql.schema_is_valid", "schema", "Is the GraphQL schema well-formed?"),
    d("gt", "x y", "`x > y`, in the order of all values."),
    d("gte", "x y", "`x >= y`, in the order of all values."),
    d("hex.decode", "text", "The text that the hexadecimal digits stand for."),
    d("hex.encode", "text", "The bytes of the text as hexadecimal digits."),
    d("http.send", "request", "The response to an HTTP request. Off in `check` and in editors."),
    d("indexof", "haystack needle", "The place, counted from 0, at which `needle` first stands; -1 if nowhere."),
    d("indexof_n", "haystack needle", "All places, counted from 0, at which `needle` stands."),
    d("intersection", "sets", "What all of the sets hold."),
    d("io.jwt.decode", "token", "`[header, payload, signature]` of a JSON web token. The signature is not verified."),
    d("io.jwt.decode_verify", "token constraints", "`[valid, header, payload]`: is the token signed, meant for this use, and not expired?"),
    d("io.jwt.encode_sign", "header payload key", "A signed JSON web token of objects, signed with a JSON web key."),
    d("io.jwt.encode_sign_raw", "header payload key", "A signed JSON web token of texts of JSON, signed with a JSON web key."),
    d("io.jwt.verify_eddsa", "token certificate", "Is the token signed with EdDSA by the key of this certificate or key set?"),
    d("io.jwt.verify_es256", "token certificate", "Is the token signed with ES256 by the key of this certificate or key set?"),
    d("io.jwt.verify_es384", "token certificate", "Is the token signed with ES384 by the key of this certificate or key set?"),
    d("io.jwt.verify_es512", "token certificate", "Is the token signed with ES512 by the key of this certificate or key set?"),
    d("io.jwt.verify_hs256", "token secret", "Is the token signed with HS256 by this secret?"),
    d("io.jwt.verify_hs384", "token secret", "Is the token signed with HS384 by this secret?"),
    d("io.jwt.verify_hs512", "token secret", "Is the token signed with HS512 by this secret?"),
    d("io.jwt.verify_ps256", "token certificate", "Is the token signed with PS256 by the key of this certificate or key set?"),
    d("io.jwt.verify_ps384", "token certificate", "Is the token signed with PS384 by the key of this certificate or key set?"),
    d("io.jwt.verify_ps512", "token certificate", "Is the token signed with PS512 by the key of this certificate or key set?"),
    d("io.jwt.verify_rs256", "token certificate", "Is the token signed with RS256 by the key of this certificate or key set?"),
    d("io.jwt.verify_rs384", "token certificate", "Is the token signed with RS384 by the key of this certificate or key set?"),
    d("io.jwt.verify_rs512", "token certificate", "Is the token signed with RS512 by the key of this certificate or key set?"),
    d("is_array", "x", "True of an array; undefined otherwise."),
    d("is_boolean", "x", "True of a boolean; undefined otherwise."),
    d("is_null", "x", "True of null; undefined otherwise."),
    d("is_number", "x", "True of a number; undefined otherwise."),
    d("is_object", "x", "True of an object; undefined otherwise."),
    d("is_set", "x", "True of a set; undefined otherwise."),
    d("is_string", "x", "True of a string; undefined otherwise."),
    d("json.filter", "object paths", "What of the object stands at or below the paths, such as `a/b`."),
    d("json.is_valid", "text", "Is the text one JSON document?"),
    d("json.marshal", "x", "The value as JSON; a set becomes an array."),
    d("json.marshal_with_options", "x options", "The value as JSON, on several lines where `pretty` is true, with `indent` and `prefix`."),
    d("json.match_schema", "document schema", "`[matches, errors]`: does the document fit the JSON Schema?"),
    d("json.patch", "object patches", "The document after the operations of a JSON patch (RFC 6902)."),
    d("json.remove", "object paths", "The object without what stands at the paths, such as `a/b`."),
    d("json.unmarshal", "text", "The value that the JSON says."),
    d("json.verify_schema", "schema", "`[valid, error]`: is it a JSON Schema?"),
    d("lower", "text", "The text in lower case."),
    d("lt", "x y", "`x < y`, in the order of all values."),
    d("lte", "x y", "`x <= y`, in the order of all values."),
    d("max", "collection", "The greatest element; undefined if there is none."),
    d("min", "collection", "The least element; undefined if there is none."),
    d("minus", "x y", "The difference of numbers, or what of the set `x` is not in `y`: `x - y`."),
    d("mul", "x y", "The product: `x * y`."),
    d("neq", "x y", "Do the values differ? `x != y`."),
    d("net.cidr_contains", "cidr address", "Does the network hold this address or network?"),
    d("net.cidr_contains_matches", "cidrs addresses", "The pairs of keys, or of values, where a network of the first holds an address or network of the second."),
    d("net.cidr_expand", "cidr", "Every address of the network."),
    d("net.cidr_intersects", "cidr1 cidr2", "Do the networks share an address?"),
    d("net.cidr_is_valid", "cidr", "Is it a network in CIDR notation?"),
    d("net.cidr_merge", "addresses", "The fewest networks that cover the same addresses."),
    d("net.cidr_overlap", "cidr address", "The former name of `net.cidr_contains`. Refused in Rego v1."),
    d("net.lookup_ip_addr", "name", "The addresses of a host name. Off in `check` and in editors."),
    d("numbers.range", "first last", "The integers from `first` to `last`, both included, upwards or downwards."),
    d("numbers.range_step", "first last step", "Every `step`th integer from `first`, up to `last` at most."),
    d("object.filter", "object keys", "The object with only these of its keys."),
    d("object.get", "object key default", "What stands under a key, or along an array of keys; `default` if nothing does."),
    d("object.keys", "object", "The set of the keys."),
    d("object.remove", "object keys", "The object without these keys."),
    d("object.subset", "super sub", "Does `super` hold all of `sub`, at every depth? Takes sets and arrays too."),
    d("object.union", "x y", "Both objects in one; where they disagree `y` wins, and objects are merged at every depth."),
    d("object.union_n", "objects", "All objects in one; where they disagree the later one wins."),
    d("opa.runtime", "", "What is known of the running program; without environment variables unless allowed."),
    d("or", "x y", "What either set holds: `x | y`."),
    d("plus", "x y", "The sum: `x + y`."),
    d("print", "values", "Writes the values for the author to see. Always true."),
    d("product", "collection", "All numbers multiplied."),
    d("providers.aws.sign_req", "request credentials time", "The request with the headers that sign it for AWS (Signature Version 4)."),
    d("rand.intn", "key n", "An integer from 0 up to but without `n`, the same for the same key. Off in `check` and in editors."),
    d("re_match", "pattern text", "The former name of `regex.match`. Refused in Rego v1."),
    d("regex.find_all_string_submatch_n", "pattern text count", "Up to `count` matches (all if -1), each an array of the match and its groups."),
    d("regex.find_n", "pattern text count", "Up to `count` matches (all if -1)."),
    d("regex.globs_match", "glob1 glob2", "Is there a text that both patterns match?"),
    d("regex.is_valid", "pattern", "Is it a regular expression?"),
    d("regex.match", "pattern text", "Does the pattern match somewhere in the text?"),
    d("regex.replace", "text pattern replacement", "The text with every match replaced; `$1` stands for the first group."),
    d("regex.split", "pattern text", "What stands between the matches."),
    d("regex.template_match", "template text start end", "Does the text match a template whose regular expressions stand between these delimiters?"),
    d("rego.metadata.chain", "", "The annotations of this rule and of what is around it, innermost first."),
    d("rego.metadata.rule", "", "The annotations of this rule."),
    d("rego.parse_module", "name text", "The tree of a module of Rego."),
    d("rem", "x y", "What is left of a division of integers: `x % y`."),
    d("replace", "text old new", "The text with every `old` replaced by `new`."),
    d("round", "x", "The nearest integer; halves go away from 0."),
    d("semver.compare", "a b", "-1, 0 or 1: is version `a` before, the same as, or after `b`?"),
    d("semver.is_valid", "text", "Is it a semantic version, such as `1.2.3-rc.1`?"),
    d("set_diff", "x y", "What of `x` is not in `y`. Refused in Rego v1: use `x - y`."),
    d("sort", "collection", "The elements as a sorted array."),
    d("split", "text delimiter", "The parts between the delimiters; the characters if it is empty."),
    d("sprintf", "format values", "The format with its verbs filled in, such as `%s`, `%d`, `%v`, `%q`."),
    d("startswith", "text prefix", "Does the text begin with `prefix`?"),
    d("strings.any_prefix_match", "texts prefixes", "Does any text begin with any of the prefixes?"),
    d("strings.any_suffix_match", "texts suffixes", "Does any text end in any of the suffixes?"),
    d("strings.count", "text part", "How often `part` stands in the text, without overlap."),
    d("strings.render_template", "template values", "A template of Go, filled in."),
    d("strings.replace_n", "patterns text", "The text with every key of the object replaced by its value."),
    d("strings.reverse", "text", "The characters from last to first."),
    d("strings.split_n", "text delimiter count", "At most `count` parts between the delimiters; the last one holds the rest."),
    d("substring", "text offset length", "`length` characters from place `offset`, counted from 0; all the rest if it is negative."),
    d("sum", "collection", "All numbers added."),
    d("time.add_date", "ns years months days", "The time, in nanoseconds since 1970, so many years, months and days later."),
    d("time.clock", "x", "`[hour, minute, second]` of nanoseconds since 1970, or of `[ns, time zone]`."),
    d("time.date", "x", "`[year, month, day]` of nanoseconds since 1970, or of `[ns, time zone]`."),
    d("time.diff", "x y", "`[years, months, days, hours, minutes, seconds]` between two times."),
    d("time.format", "x", "A time as text: nanoseconds since 1970, or `[ns, time zone, layout]`. RFC 3339 unless a layout is given."),
    d("time.now_ns", "", "Now, in nanoseconds since 1970; the same throughout an evaluation. In `check`, the day's beginning."),
    d("time.parse_duration_ns", "text", "A duration such as `1h30m`, in nanoseconds."),
    d("time.parse_ns", "layout text", "A time that is written by a layout of Go, in nanoseconds since 1970."),
    d("time.parse_rfc3339_ns", "text", "A time such as `2026-01-02T03:04:05Z`, in nanoseconds since 1970."),
    d("time.weekday", "x", "The English name of the day of the week."),
    d("to_number", "x", "The number that a string, boolean or null says."),
    d("trace", "note", "Adds a note to the trace of the evaluation. Always true."),
    d("trim", "text characters", "The text without these characters at its beginning and end."),
    d("trim_left", "text characters", "The text without these characters at its beginning."),
    d("trim_prefix", "text prefix", "The text without `prefix`, if it begins with it."),
    d("trim_right", "text characters", "The text without these characters at its end."),
    d("trim_space", "text", "The text without space at its beginning and end."),
    d("trim_suffix", "text suffix", "The text without `suffix`, if it ends in it."),
    d("type_name", "x", "`null`, `boolean`, `number`, `string`, `array`, `object` or `set`."),
    d("union", "sets", "What any of the sets holds."),
    d("units.parse", "text", "The number of a quantity such as `10K`, `2.5Gi` or `500m`."),
    d("units.parse_bytes", "text", "The bytes of a size such as `10KB` or `2.5GiB`."),
    d("upper", "text", "The text in upper case."),
    d("uri.is_valid", "uri", "Is it a well-formed URI?"),
    d("uri.parse", "uri", "The parts of a URI, such as `scheme`, `hostname`, `port` and `path`."),
    d("urlquery.decode", "text", "The text without the escapes of a URL's query."),
    d("urlquery.decode_object", "text", "The parameters of a URL's query, each with an array of its values."),
    d("urlquery.encode", "text", "The text with the escapes of a URL's query."),
    d("urlquery.encode_object", "object", "The parameters as a URL's query."),
    d("uuid.parse", "uuid", "What a UUID says: its version, variant and, of some, time and node."),
    d("uuid.rfc4122", "key", "A random UUID, the same for the same key. Off in `check` and in editors."),
    d("walk", "x", "`[path, value]` of the value and of everything in it, one answer each."),
    d("yaml.is_valid", "text", "Is the text YAML?"),
    d("yaml.marshal", "x", "The value as YAML."),
    d("yaml.unmarshal", "text", "The value that the YAML says."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::SIGNATURES;

    #[test]
    fn signatures_name_arguments_and_types() {
        let shown = |name| crate::builtins::signature(name).unwrap().shown();
        let joined = "concat(delimiter: string, collection: array of string or set of string) -> string";
        assert_eq!(shown("concat"), joined);
        assert_eq!(shown("time.now_ns"), "time.now_ns() -> number");
        assert_eq!(shown("print"), "print(values: any, …)");
    }

    #[test]
    fn every_builtin_is_described_with_all_its_arguments() {
        assert!(DESCRIPTIONS.is_sorted_by(|a, b| a.name < b.name));
        let public = SIGNATURES.iter().filter(|signature| !signature.name.starts_with("internal."));
        for signature in public.clone() {
            let told = description(signature.name).unwrap_or_else(|| panic!("{} has no description", signature.name));
            let further = usize::from(signature.variadic.is_some());
            assert_eq!(
                told.arguments.split(' ').filter(|name| !name.is_empty()).count(),
                signature.arguments.len() + further,
                "{}",
                told.name
            );
        }
        assert_eq!(public.count(), DESCRIPTIONS.len());
    }
}
