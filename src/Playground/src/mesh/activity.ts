import type { Mesh, MeshLink, MeshNode } from '../api/mesh';

// Nodes report counters about once a second: a shorter window would show nothing between two reports.
const windowMs = 4000;

/** What happened lately, from the counters of two moments. */
export interface Activity {
  /** Tokens per second that a node decided. */
  speedOf: (node: MeshNode) => number;
  /** Draft tokens per second that were verified over a link. */
  flowOf: (link: MeshLink) => number;
}

export const still: Activity = { speedOf: () => 0, flowOf: () => 0 };

export const linkKey = (link: MeshLink) => `${link.draft ?? ''}→${link.verifier}`;

/** Keeps the reports of the last seconds. */
export class ActivityLog {
  private reports: { at: number; mesh: Mesh }[] = [];

  add(mesh: Mesh, at: number): Activity {
    // The newest report that is older than the window stays: it is what the window begins with.
    const begin = this.reports.findLastIndex((report) => report.at < at - windowMs);
    this.reports = [...this.reports.slice(Math.max(0, begin)), { at, mesh }];
    const { at: since, mesh: before } = this.reports[0]!;
    const seconds = (at - since) / 1000;
    if (seconds <= 0) return still;
    const decided = new Map(before.nodes.map((node) => [node.name, node.decided_tokens ?? 0]));
    const verified = new Map(before.links.map((link) => [linkKey(link), total(link)]));
    return {
      speedOf: (node) => gain(node.decided_tokens ?? 0, decided.get(node.name)) / seconds,
      flowOf: (link) => gain(total(link), verified.get(linkKey(link))) / seconds,
    };
  }
}

const total = (link: MeshLink) => link.accepted_tokens + link.rejected_tokens;

/** A node that was started again counts from 0. */
const gain = (now: number, before = 0) => (now >= before ? now - before : now);
