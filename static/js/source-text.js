// Owns the text editor of the source view: CodeMirror set up for our files, in our colours, in the person's language.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, linter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const CHECK_AFTER = 250; // milliseconds without a keystroke

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--step-ask)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--ink)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--ink-3)" },
  { tag: [tags.keyword, tags.meta, tags.typeName], color: "var(--step-data)" },
]);

const squiggle = (colour) => ({ backgroundImage: "none", textDecoration: `underline wavy ${colour} 1.2px`, textUnderlineOffset: "3px", textDecorationSkipInk: "none" });

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "13.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.7" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 14px 0 6px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.6em", padding: "0 6px 0 10px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 6%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "1.5px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--accent) 24%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: "var(--warn-soft)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--warn)" },
  ".cm-lintRange-error": squiggle("var(--bad)"),
  ".cm-lintRange-warning": squiggle("var(--warn)"),
  ".cm-tooltip": { border: "1px solid var(--line)", borderRadius: "8px", backgroundColor: "var(--raised)", color: "var(--ink)", boxShadow: "var(--shadow-2)", overflow: "hidden", maxWidth: "34rem" },
  ".cm-diagnostic": { padding: "8px 12px", font: "var(--text-s)/1.5 var(--sans)", borderLeft: "3px solid var(--line-strong)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnosticAction": { marginLeft: "10px", padding: "2px 10px", border: "1px solid var(--line)", borderRadius: "6px", backgroundColor: "var(--accent-soft)", color: "var(--on-accent-soft)", font: "inherit", cursor: "pointer" },
  ".cm-lint-marker": { width: "0.75em", height: "0.75em" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 12px", font: "var(--text-s) var(--sans)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "6px", font: "inherit" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", font: "inherit" },
});

/**
 * Makes the editor inside `parent`'s shadow, where its styles need no exception from the page's policy.
 * `check(text)` gives the diagnostics; `onChange(text)` and `onSave()` tell the page.
 */
export function makeEditor({ parent, text, label, describedBy, phrases, readOnly, check, onChange, onSave }) {
  const root = parent.attachShadow({ mode: "open" });
  const holder = document.createElement("div");
  holder.style.height = "100%";
  root.append(holder);
  const save = { key: "Mod-s", preventDefault: true, run: () => onSave() || true };
  return new EditorView({
    root,
    parent: holder,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
        bracketMatching(), highlightSelectionMatches(), search({ top: true }), indentUnit.of("  "), EditorState.tabSize.of(2),
        yaml(), syntaxHighlighting(colours), theme, EditorView.lineWrapping,
        EditorState.phrases.of(phrases), EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-description": describedBy, tabindex: "0" }),
        linter((view) => check(view.state.doc.toString()), { delay: CHECK_AFTER }),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
        // Tab indents; Escape and then Tab leaves the editor (CodeMirror's own way out, said below the editor).
        keymap.of([save, ...searchKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
      ],
    }),
  });
}

/** Puts the cursor at a line and column (from 1), in the middle of the view, with the focus in the text. */
export function goTo(view, line, column = 1) {
  const wanted = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
  const at = Math.min(wanted.to, wanted.from + column - 1);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}
