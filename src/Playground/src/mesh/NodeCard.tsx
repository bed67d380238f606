import { Progress, Text } from '@mantine/core';
import type { MeshNode } from '../api/mesh';
import { count, percent, rate } from '../ui/format';
import { StateMark } from './StateMark';
import styles from './mesh.module.css';

/** Everything that a node says about itself. */
export function NodeCard({ node, speed }: { node: MeshNode; speed: number }) {
  const verified = node.accepted_tokens + node.rejected_tokens;
  const load = node.slots ? (100 * node.active) / node.slots : 0;
  return (
    <article className={styles.card} aria-label={node.name}>
      <header className={styles.cardHead}>
        <div>
          <Text fw={700}>{node.name}</Text>
          <Text size="xs" c="dimmed">{node.role === 'draft' ? 'Draft' : 'Verifier'} · {new URL(node.address).host}</Text>
        </div>
        <StateMark state={node.state} />
      </header>
      <div>
        <Text size="sm" component="div" style={{ display: 'flex', justifyContent: 'space-between' }}>
          <span>Load</span>
          <span>{node.active} of {node.slots ?? '?'} slots{node.queued > 0 ? `, ${node.queued} wait` : ''}</span>
        </Text>
        <Progress value={load} mt={4} size="sm" aria-label={`Load of ${node.name}`} />
      </div>
      <dl className={styles.facts}>
        <Fact name="Acceptance" value={verified > 0 ? `${percent(node.accepted_tokens / verified)} of ${count(verified)}` : 'no draft tokens yet'} />
        {node.role === 'verifier' && <Fact name="Speed" value={speed >= 0.5 ? `${rate(speed)} tokens/s` : 'idle'} />}
        {node.decided_tokens !== null && <Fact name="Decided" value={`${count(node.decided_tokens)} tokens`} />}
        <Fact name="Model" value={[node.model, node.model_description].filter(Boolean).join(', ')} />
        <Fact name="Device" value={[node.device, node.cpu_variant].filter(Boolean).join(', ')} />
        <Fact name="Engine" value={node.engine} />
        <Fact name="Context" value={node.context === null ? null : `${count(node.context)} positions`} />
      </dl>
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value || 'not known yet'}</dd>
    </div>
  );
}
