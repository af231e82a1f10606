import { existsSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { PAGES, ROOT, textOf } from "./pages.ts";

interface Link {
  /** As it is written. */
  readonly target: string;
  /** Path in the repository. */
  readonly path: string;
  readonly anchor: string | undefined;
}

const withoutCode = (text: string): string =>
  text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");

function linksOf(file: string): Link[] {
  return [...withoutCode(textOf(file)).matchAll(/\]\((?!\w+:)([^)\s]+)[^)]*\)/g)].map(([, target]) => {
    const [path, anchor] = target!.split("#") as [string, string | undefined];
    return { target: target!, anchor, path: path ? posix.join(posix.dirname(file), path) : file };
  });
}

/** The names under which headings can be linked to, as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of textOf(file)
    .replace(/^```[\s\S]*?^```/gm, "")
    .matchAll(/^#+ (.*)$/gm)) {
    const text = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\-_ ]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let k = 1; anchors.has(anchor); k++) anchor = `${slug}-${k}`;
    anchors.add(anchor);
  }
  return anchors;
}

const isFolder = (path: string): boolean => statSync(join(ROOT, path)).isDirectory();

describe.each(PAGES)("%s", (file) => {
  it("links to files and headings that exist", () => {
    for (const { target, path, anchor } of linksOf(file)) {
      expect(existsSync(join(ROOT, path)), `${file} links to ${target}`).toBe(true);
      if (anchor === undefined || !path.endsWith(".md")) continue;
      expect(anchorsOf(path).has(anchor), `${file} links to ${target}, but there is no such heading`).toBe(
        true,
      );
    }
  });
});

describe("every page of docs", () => {
  it("can be reached by links from README.md", () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path) || !existsSync(join(ROOT, path))) return;
      reached.add(path);
      // Whoever opens a folder sees its pages.
      const next = isFolder(path)
        ? PAGES.filter((page) => dirname(page) === posix.join(path, "."))
        : PAGES.includes(path)
          ? linksOf(path).map((link) => link.path)
          : [];
      for (const one of next) visit(one.replace(/\/$/, ""));
    };
    visit("README.md");
    expect(PAGES.filter((page) => page.startsWith("docs/") && !reached.has(page))).toEqual([]);
  });
});
