// Holds every query of `reentry alerts --json` (on standard input) against Microsoft's own Kusto parser, with the columns
// that the log tables have. A syntax error, an unknown column or a comparison of wrong types fails.
const fs = require("fs");
const path = require("path");
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");

const { KustoCode, GlobalState, Symbols } = Kusto.Language;
const schema = JSON.parse(fs.readFileSync(path.join(__dirname, "tables.json"), "utf8"));
const tables = Object.entries(schema).map(([name, columns]) => Symbols.TableSymbol.From(`(${columns})`).WithName(name));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1("workspace", tables, false));

const view = JSON.parse(fs.readFileSync(0, "utf8"));
let wrong = 0;
for (const alert of view.alerts) {
  const found = KustoCode.ParseAndAnalyze(alert.query, globals).GetDiagnostics();
  for (let at = 0; at < found.Count; at++) {
    const problem = found.getItem(at);
    const line = alert.query.slice(0, problem.Start).split("\n").length;
    const text = alert.query.slice(problem.Start, problem.Start + problem.Length);
    console.error(`${alert.id}, line ${line}: ${problem.Severity} ${problem.Message} (${JSON.stringify(text)})`);
    wrong++;
  }
}
if (view.alerts.length === 0) wrong++;
console.log(`${view.alerts.length} queries, ${wrong} problems`);
process.exit(wrong ? 1 : 0);
