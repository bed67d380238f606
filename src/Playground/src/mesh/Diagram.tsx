import { useRef } from 'react';
import type { Mesh, MeshNode } from '../api/mesh';
import { counted, rate } from '../ui/format';
import type { Activity } from './activity';
import { useEdges } from './edges';
import { states } from './states';
import styles from './mesh.module.css';

/** A line of the diagram: who works for whom, and how much. */
export interface Edge {
  from: string;
  to: string;
  sessions: number;
  /** Draft tokens per second; 0 for lines that carry no guesses. */
  flow: number;
}

const gatewayName = 'gateway';

/** Gateway, drafts and verifiers, with a line where sessions run or ran. */
export function Diagram({ mesh, activity }: { mesh: Mesh; activity: Activity }) {
  const frame = useRef<HTMLDivElement>(null);
  const edges = edgesOf(mesh, activity);
  const lines = useEdges(frame, edges);
  const drafts = mesh.nodes.filter((node) => node.role === 'draft');
  const verifiers = mesh.nodes.filter((node) => node.role === 'verifier');
  return (
    <div className={styles.diagram} ref={frame} role="img" aria-label={spoken(mesh)}>
      <svg className={styles.lines} aria-hidden>
        {lines.map(({ edge, path }) => (
          <path key={`${edge.from}→${edge.to}`} d={path} className={styles.line} data-busy={isBusy(edge)} style={{ strokeWidth: Math.min(8, 2 + edge.sessions) }} />
        ))}
      </svg>
      <div className={styles.gateway}>
        <div className={styles.box} data-node={gatewayName}>
          <strong>Gateway</strong>
          <span className={styles.small}>{counted(mesh.nodes.reduce((sum, node) => sum + node.gateway_sessions, 0), 'session')}</span>
        </div>
      </div>
      <div className={styles.drafts}>{drafts.map((node) => <Box key={node.address} node={node} />)}</div>
      <div className={styles.verifiers}>{verifiers.map((node) => <Box key={node.address} node={node} />)}</div>
      {lines.filter(({ edge }) => isBusy(edge)).map(({ edge, middle }) => (
        <span key={`${edge.from}→${edge.to}`} className={styles.label} style={{ left: middle.x, top: middle.y }}>
          {edge.sessions > 0 ? edge.sessions : ''}{edge.flow >= 0.5 ? `${edge.sessions > 0 ? ' · ' : ''}${rate(edge.flow)}/s` : ''}
        </span>
      ))}
    </div>
  );
}

function Box({ node }: { node: MeshNode }) {
  const share = node.slots ? Math.min(1, node.active / node.slots) : 0;
  return (
    <div className={styles.box} data-node={node.name} data-tone={states[node.state].tone}>
      <strong>{node.name}</strong>
      <span className={styles.small}>{node.state === 'ready' ? `${node.active} of ${node.slots ?? '?'} slots` : `${states[node.state].mark} ${states[node.state].name}`}</span>
      <span className={styles.gauge}><span style={{ width: `${share * 100}%` }} /></span>
    </div>
  );
}

const isBusy = (edge: Edge) => edge.sessions > 0 || edge.flow >= 0.5;

function edgesOf(mesh: Mesh, activity: Activity): Edge[] {
  const known = new Set(mesh.nodes.map((node) => node.name));
  const fromGateway = mesh.nodes
    .filter((node) => node.role === 'draft' || node.gateway_sessions > 0)
    .map((node) => ({ from: gatewayName, to: node.name, sessions: node.gateway_sessions, flow: 0 }));
  const fromDrafts = mesh.links
    .filter((link) => link.draft !== null && known.has(link.draft) && known.has(link.verifier))
    .map((link) => ({ from: link.draft!, to: link.verifier, sessions: link.sessions, flow: activity.flowOf(link) }));
  return [...fromGateway, ...fromDrafts];
}

function spoken(mesh: Mesh): string {
  const busy = mesh.links.filter((link) => link.sessions > 0)
    .map((link) => `${link.draft ?? 'no draft'} works for ${link.verifier}: ${counted(link.sessions, 'session')}`);
  return `The mesh: ${mesh.nodes.map((node) => `${node.name}, ${states[node.state].name}`).join('; ')}. ${busy.join('; ')}`;
}
