// node ui/format.mjs [--check] FILE…: page templates in the one format of the tree (html-beautify, which alone of npm's
// formatters knows the marks of our templates). --check writes nothing and prints the files that drift.
import { readFileSync, writeFileSync } from "node:fs";
import beautify from "js-beautify";

const options = {
  indent_size: 2,
  wrap_line_length: 120,
  wrap_attributes: "preserve",
  indent_inner_html: true,
  indent_handlebars: true,
  templating: ["handlebars"],
  max_preserve_newlines: 1,
  end_with_newline: true,
};

const check = process.argv[2] === "--check";
for (const file of process.argv.slice(check ? 3 : 2)) {
  const text = readFileSync(file, "utf8");
  // What it breaks it sometimes indents once more when it comes by again: only a form that stays is the form.
  let formatted = text;
  for (let turn = 0; turn < 5; ++turn) {
    const again = beautify.html(formatted, options);
    if (again === formatted) break;
    formatted = again;
  }
  if (formatted === text) continue;
  if (check) console.log(file);
  else writeFileSync(file, formatted);
}
