package a["b-c"].d # tail

import data.x.y as z
import input.a["b"]
import data
p0 := -x + (1 + 2) - -3 if x := 1

q := $"ä{x}b{-x}{1}{ # c
1}{"s"}" if {
	(x == 2)
	x := [1, 2][0]
	f(x).y[(x)] == (f(1))
	((1 + 2) * 3) / (x) != -input.y
}

raw := $`a\{{input.x}
 b{f(1) with input as 2}`

t := f((a)) + (b) if not (b)
a := 1 if (true)
b[1] := 2
b.e := 3
b.f.g = 4
b[input.x] if true
b[x] := y if { some x; y := 1 }
s contains x if some x in input
s contains 1
r contains _ if { _ in [_]; 1, _ in [2]; a, b + 1 in c }

f(1)
f(_) := _ if { _ := 3 } else := 4 if 5 > 6 else := 7
g(x, [_, y]) if { x; y } else := _ if { _ := x }
g(x, _) = 5
m.n(x) := { x: y | y := 1 + x } | { x | x = 1 } & set()
default f(_) := {"b": 1, "a": 2, "b": 3}
u := { 3, 2, 1.0, 1, "a", null, true, x, [x], {}, {1}, [1 | true], {1: 2 | true}, {1 | true}, f(x), x + 1 } if {
	every k, v in {"x": [1]} { k; v } 
	every _ in [1] { not false with input as 1 with data.x as 2 }
	some a, b
	some 1, [c, d] in input
	input
	data
	x = (input)
}
l := [a | b, c]
l2 := {a | b, c} if true else := [1|2] if { false } else if x == 1 else := 3
