// node ui/format.mjs [--check] FILE…: page templates in the one format of the tree (html-beautify, which alone of npm's
// formatters knows the marks of our templates). --check writes nothing and prints the files that drift.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import beautify from "js-beautify";

// Elements that stay in their line are the formatter's own, and what is drawn inside <svg>: broken, it would put space
// behind the picture.
const { Options } = createRequire(import.meta.url)("js-beautify/js/src/html/options.js");
const options = {
  indent_size: 2,
  wrap_line_length: 120,
  wrap_attributes: "preserve",
  indent_head_inner_html: false,
  indent_body_inner_html: false,
  indent_handlebars: true,
  templating: ["handlebars"],
  inline: [...new Options().inline, "circle", "line", "path", "rect"],
  extra_liners: [],
  max_preserve_newlines: 1,
  end_with_newline: true,
};

// An attribute that is not always there, as {{#current}} aria-current="page"{{/current}}, would be broken apart. While
// the formatter works it is one attribute of the same length.
const tag = /<[a-z][\w-]*(?:"[^"]*"|\{\{[^}]*\}\}|[^<>"{])*>/g;
const within = /"[^"]*"|\s*\{\{#(\w+)\}\}([^]*?)\{\{\/\1\}\}(?=(\s*>)?)/g;
function formatted(text) {
  const optional = [];
  const whole = text.replace(tag, (one) =>
    one.replace(within, (part, section, attributes, last) => {
      if (!section) return part;
      const written = `{{#${section}}}${attributes.trim()}{{/${section}}}`.replace(/(\{\{#\w+\}\})\s+/g, "$1");
      optional.push(written);
      const name = `optional-${optional.length - 1}-`;
      return ` ${name.padEnd(written.length, "-")}${last === undefined ? " " : ""}`;
    }),
  );
  return beautify.html(whole, options).replace(/optional-(\d+)-+/g, (_, at) => optional[at]);
}

const check = process.argv[2] === "--check";
for (const file of process.argv.slice(check ? 3 : 2)) {
  const text = readFileSync(file, "utf8");
  // What it breaks it sometimes indents once more when it comes by again: only a form that stays is the form.
  let form = text;
  for (let turn = 0; turn < 5; ++turn) {
    const again = formatted(form);
    if (again === form) break;
    form = again;
  }
  if (form === text) continue;
  if (check) console.log(file);
  else writeFileSync(file, form);
}
