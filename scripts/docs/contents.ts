interface Heading {
  readonly level: number;
  readonly text: string;
  /** As GitHub makes it: in small letters, with a number where one is there already. */
  readonly anchor: string;
}

function headingsOf(page: string): Heading[] {
  const seen = new Map<string, number>();
  const withoutCode = page.replace(/^```[\s\S]*?^```/gm, "");
  return [...withoutCode.matchAll(/^(#+) (.*)$/gm)].map(([, marks, heading]) => {
    const text = heading!;
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return { level: marks!.length, text, anchor: before === 0 ? slug : `${slug}-${before}` };
  });
}

const link = ({ text, anchor }: Heading): string => `[${text}](#${anchor})`;
const links = (headings: readonly Heading[]): string => headings.map(link).join(", ");

/** Sections with those below each. */
function sectionsOf(headings: readonly Heading[]): string[] {
  const starts = headings.flatMap(({ level }, k) => (level === 2 ? [k] : []));
  if (starts.length === headings.length) return [links(headings)];
  return starts.map((start, k) => {
    const below = headings.slice(start + 1, starts[k + 1]);
    return `- ${link(headings[start]!)}${below.length > 0 ? `: ${links(below)}` : ""}`;
  });
}

function grouped(headings: readonly Heading[], groupOf: (section: string) => string): string[] {
  const groups = [...new Set(headings.map(({ text }) => groupOf(text)))].sort();
  return groups.map(
    (group) => `- ${group}: ${links(headings.filter(({ text }) => groupOf(text) === group))}`,
  );
}

/**
 * A page with links to its sections above the first of them. A page with one section stays as it is.
 * @param groupOf what a section is listed under; without it, sections are listed with those below each
 */
export function withContents(page: string, groupOf?: (section: string) => string): string {
  const headings = headingsOf(page).filter(({ level }) => level > 1);
  if (headings.length < 2) return page;
  const lines = groupOf ? grouped(headings, groupOf) : sectionsOf(headings);
  return page.replace(/^## /m, `${lines.join("\n")}\n\n## `);
}
