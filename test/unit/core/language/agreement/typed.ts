/** Statements with written types, right and wrong, behind `using` and what the template requires. */
export const typed: readonly string[] = [
  "type t = 'a' | 'b'\nvar x t = 'c'", 'var x foo = 3', "var x 'a' | 'b' = 'c'", "var x string[] = ['a', 1]", 'var x { a: string, b: int? } = { a: 1 }', 'var x {\n  a: string\n  b: int?\n} = {\n  a: 1\n}',
  "var x [string, int] = ['a', 'b']", "var x { *: int } = { a: 'x' }", 'var x string? = null', 'var x (string | int)[] = []', 'type t = foo', 'type t = { a: foo }', "var x int = 'a'\nparam count = x", 'type t = { a: string }\nvar x t.a = 3',
  'var x string = 3\nparam owner = x', 'type t = { a: t? }\nvar x t = { a: { a: 3 } }', 'var x true = false', 'var x -1 = 1', "type t = 'a'\ntype t = 'b'", "var x string[][] = [['a'], [1]]", 'type string = int\nvar x string = 3', 'var x object = { a: 1 }\nparam count = x.a',
  'var x array = [1]\nparam names = x', 'type t = string[]\nvar x t[*] = 3', 'type t = [string, int]\nvar x t[1] = \'a\'', "type t = {\n  a: 'x' | 'y'\n  'b c': int\n}\nvar x t = {\n  a: 'z'\n  'b c': 3\n}", "type t = string\nparam owner = t", 'var x any = 3\nparam owner = x',
  "type one = 'a'\ntype two = one | 'b'\nvar x two = 'b'", "type one = 'a'\ntype two = one | 'b'\nvar x two = 'c'", 'var x t = 3\ntype t = int', 'type t = { a: int }\nvar x t = {}', 'type t = { a: int }?\nvar x t = null', "var x bool = 'true'", 'var x int[] = [1, 2]\nparam numbers = x', "var x strin = 'a'",
];
