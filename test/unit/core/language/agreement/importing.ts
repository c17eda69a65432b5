/** A file that others import from. */
export const shared = `
@export()
var stageName = 'qa'
@export()
var okStage = 'dev'
@export()
var num = 4
@export()
var flags = { on: true, name: 'x', list: [1, 2] }
@export()
var computed = toUpper(okStage)
@export()
func tag(a string) string => '\${a}x'
@export()
func both(a int, b colour) int => a
@export()
type colour = 'red' | 'green'
@export()
type settings = { a: string, b: int, c: colour? }
var hidden = 1
`;

/** What is written behind `using` and a required parameter, right and wrong. A namespace or a function as a value is left out: the compiler ends with an exception there. */
export const importing: readonly string[] = [
  "import { stageName } from 'shared.bicep'\nparam stage = stageName", "import { okStage } from 'shared.bicep'\nparam stage = okStage", "import { okStage as s } from 'shared.bicep'\nparam stage = s",
  "import { num } from 'shared.bicep'\nparam stage = 'dev'\nparam names = [num]", "import { nope } from 'shared.bicep'\nparam stage = 'dev'", "import { hidden } from 'shared.bicep'\nparam stage = 'dev'",
  "import * as s from 'shared.bicep'\nparam stage = s.stageName", "import * as s from 'shared.bicep'\nparam stage = s.okStage\nparam count = s.num", "import * as s from 'shared.bicep'\nparam stage = 'dev'\nparam count = s.okStage",
  "import * as s from 'shared.bicep'\nparam stage = 'dev'\nparam count = s.nope", "import * as s from 'shared.bicep'\nparam stage = 'dev'\nparam count = s.tag('a')", "import * as s from 'shared.bicep'\nparam stage = 'dev'\nparam prefix = s.tag('abc')",
  "import * as s from 'shared.bicep'\nparam stage = 'dev'\nparam prefix = s.tug('abc')", "import { tag } from 'shared.bicep'\nparam stage = 'dev'\nparam count = tag('a')", "import { tag } from 'shared.bicep'\nparam stage = 'dev'\nparam names = [tag(3)]",
  "import { tag } from 'shared.bicep'\nparam stage = 'dev'\nparam names = [tag()]", "import { tag } from 'shared.bicep'\nparam stage = 'dev'\nparam names = [tag('a', 'b')]", "import { both } from 'shared.bicep'\nparam stage = 'dev'\nparam count = both(1, 'red')",
  "import { both } from 'shared.bicep'\nparam stage = 'dev'\nparam count = both(1, 'blue')", "import { num as n } from 'shared.bicep'\nparam stage = 'dev'\nparam count = n", "import { num as n } from 'shared.bicep'\nparam stage = 'dev'\nparam count = num",
  "import { num, okStage } from 'shared.bicep'\nparam stage = num\nparam count = okStage", "import { okStage } from 'shared.bicep'\nimport { okStage } from 'shared.bicep'\nparam stage = okStage", "import {} from 'shared.bicep'\nparam stage = 'dev'",
  "import { 'x-y' as q } from 'shared.bicep'\nparam stage = 'dev'", "import * as s from 'shared.bicep'\nvar s = 3\nparam stage = 'dev'", "import { flags } from 'shared.bicep'\nparam stage = 'dev'\nparam flag = flags.on", "import { flags } from 'shared.bicep'\nparam stage = 'dev'\nparam flag = flags.off",
  "import { flags } from 'shared.bicep'\nparam stage = 'dev'\nparam count = flags.name", "import { flags } from 'shared.bicep'\nparam stage = 'dev'\nparam numbers = flags.list", "import { flags } from 'shared.bicep'\nvar x = flags.list\nparam stage = 'dev'\nparam names = x",
  "import { computed } from 'shared.bicep'\nparam stage = 'dev'\nparam prefix = computed", "import { okStage } from 'shared.bicep'\nvar y = '${okStage}z'\nparam stage = y", "import { okStage } from 'nofile.bicep'\nparam stage = okStage",
  "import { nope } from 'shared.bicep'\nparam stage = nope", "import { colour } from 'shared.bicep'\nparam stage = colour", "import * as s from 'nofile.bicep'\nparam stage = s.x", "import { f } from 'nofile.bicep'\nparam stage = f('x')", "import { nope } from 'shared.bicep'\nparam stage = nope()", "import * as s from 'shared.bicep'\nparam stage = s.tag",
  "import { stageName } from 'shared.bicep'\nvar other = stageName\nparam stage = other", "import { num } from 'shared.bicep'\nparam stage = 'dev'\nparam count = num + 20", "import * as s from 'shared.bicep'\nparam stage = 'dev'\nparam count = s.flags.list[0]",
];
