//! `regex.globs_match`: is there a text that two globs of characters, `.`, `[a-z]`, `*` and `+` both match?
//!
//! The answer is that of the library behind OPA, which is not always that of theory: of `a*b*` and `a` it says no. Its
//! search is exponential; here each pair of places is decided once, from the end.

use super::super::{Answer, Context, Error, operands};
use crate::value::Value;

/// How often a token may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Once,
    Some,
    Any,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Any,
    Character(char),
    /// Ranges, sorted and apart.
    Set(Vec<(char, char)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    token: Token,
    count: Count,
}

impl Item {
    /// Is there a character that both match?
    fn meets(&self, other: &Self) -> bool {
        match (&self.token, &other.token) {
            (Token::Any, _) | (_, Token::Any) => true,
            (Token::Character(left), Token::Character(right)) => left == right,
            (Token::Character(c), Token::Set(set)) | (Token::Set(set), Token::Character(c)) => {
                set.iter().any(|(low, high)| (low..=high).contains(&c))
            }
            (Token::Set(left), Token::Set(right)) => {
                left.iter().any(|(low, high)| right.iter().any(|(from, to)| low <= to && from <= high))
            }
        }
    }
}

/// `regex.globs_match(glob, glob)`.
pub(super) fn intersect(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    context.work(left.len() + right.len())?;
    let (left, right) = (read(left)?, read(right)?);
    let Some((left, right)) = trim(&left, &right) else { return Ok(false.into()) };
    meet(context, left, right).map(Value::from)
}

/// Takes off what stands once at both ends of both, but for one item each; none where such items do not meet.
fn trim<'a>(left: &'a [Item], right: &'a [Item]) -> Option<(&'a [Item], &'a [Item])> {
    let once = |pair: &(&Item, &Item)| pair.0.count == Count::Once && pair.1.count == Count::Once;
    let head = left.iter().zip(right).take_while(once).count();
    if !left.iter().zip(right).take(head).all(|(left, right)| left.meets(right)) {
        return None;
    }
    let head = head.saturating_sub(1);
    let (left, right) = (&left[head..], &right[head..]);
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(once).count();
    if !left.iter().rev().zip(right.iter().rev()).take(tail).all(|(left, right)| left.meets(right)) {
        return None;
    }
    let tail = tail.saturating_sub(1);
    Some((&left[..left.len() - tail], &right[..right.len() - tail]))
}

/// What is known of two places.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The rests meet.
    meet: bool,
    /// They meet where the left item takes any number of the right ones.
    left: bool,
    /// The same the other way round.
    right: bool,
}

fn meet(context: &mut Context<'_>, left: &[Item], right: &[Item]) -> Result<bool, Error> {
    context.make((right.len() + 1) * 2 * size_of::<Known>())?;
    let end = Known { meet: true, ..Known::default() };
    let mut below = vec![Known::default(); right.len() + 1];
    // Rows are places of the left, from its end; `below` is the row after.
    for i in (0..=left.len()).rev() {
        let mut row = vec![Known::default(); right.len() + 1];
        for j in (0..=right.len()).rev() {
            context.work(1)?;
            row[j] = match (left.get(i), right.get(j)) {
                (None, None) => end,
                // An item that may repeat is content with nothing where none follows it.
                (Some(_), None) => Known { left: i + 1 == left.len(), ..Known::default() },
                (None, Some(_)) => Known { right: j + 1 == right.len(), ..Known::default() },
                (Some(one), Some(other)) => {
                    let (after_left, after_right, after_both) = (below[j], row[j + 1], below[j + 1]);
                    let meets = one.meets(other);
                    let taken_left = left.get(i + 1).is_some_and(|next| next.meets(other)) && after_left.meet
                        || meets && after_right.left;
                    let taken_right = right.get(j + 1).is_some_and(|next| next.meets(one)) && after_right.meet
                        || meets && after_left.right;
                    let rests = match (one.count, other.count) {
                        (Count::Once, Count::Once) => meets && after_both.meet,
                        (Count::Any, _) => taken_left,
                        (Count::Some, _) => {
                            meets && (after_right.left || other.count != Count::Once && after_left.meet)
                        }
                        (Count::Once, Count::Any) => taken_right,
                        (Count::Once, Count::Some) => meets && after_left.right,
                    };
                    Known { meet: rests, left: taken_left, right: taken_right }
                }
            };
        }
        below = row;
    }
    Ok(below[0].meet)
}

/// Reads a glob; equal items that repeat side by side become one.
fn read(text: &str) -> Result<Vec<Item>, Error> {
    let wrong = |what: &str| Error::failed(format!("input:{text}, {what}: the input provided is invalid"));
    let mut items: Vec<Item> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let token = match c {
            '.' => Token::Any,
            '[' => set(&mut chars).map_err(wrong)?,
            ']' => return Err(wrong("set-close ']' with no preceding '['")),
            '*' | '+' => return Err(wrong("a flag must be preceded by a non-flag")),
            '\\' => Token::Character(chars.next().ok_or_else(|| wrong("input ends with a \\ (escape) character"))?),
            _ => Token::Character(c),
        };
        let count = match chars.peek().copied() {
            Some('*') => Count::Any,
            Some('+') => Count::Some,
            // OPA's library looks at the escape right here.
            Some('\\') if chars.clone().nth(1).is_none() => {
                return Err(wrong("input ends with a \\ (escape) character"));
            }
            _ => Count::Once,
        };
        if count != Count::Once {
            chars.next();
        }
        match items.last_mut() {
            Some(last) if last.count != Count::Once && count != Count::Once && last.token == token => {
                if count == Count::Some {
                    last.count = count;
                }
            }
            _ => items.push(Item { token, count }),
        }
    }
    Ok(items)
}

/// Reads a set after its `[`.
fn set(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Token, &'static str> {
    const OPEN: &str = "found [ without matching ]";
    const ESCAPE: &str = "input ends with a \\ (escape) character";
    let mut ranges = Vec::new();
    let mut previous = None;
    loop {
        match chars.next().ok_or(OPEN)? {
            ']' => break,
            '-' => {
                let low = previous.take().ok_or("range character '-' must be preceded by a Unicode character")?;
                let high = match chars.next() {
                    None | Some(']' | '-') => return Err("range character '-' must be followed by a character"),
                    Some('\\') => chars.next().ok_or(ESCAPE)?,
                    Some(c) => c,
                };
                if chars.peek().is_none() {
                    return Err(OPEN);
                }
                if high < low {
                    return Err("range is out of order");
                }
                ranges.push((low, high));
            }
            c => {
                let c = if c == '\\' { chars.next().ok_or(ESCAPE)? } else { c };
                ranges.push((c, c));
                previous = Some(c);
            }
        }
    }
    ranges.sort_unstable();
    let mut apart: Vec<(char, char)> = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match apart.last_mut() {
            Some((_, end)) if u32::from(low) <= u32::from(*end) + 1 => *end = high.max(*end),
            _ => apart.push((low, high)),
        }
    }
    Ok(Token::Set(apart))
}
