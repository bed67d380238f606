import { Alert, Loader, Text, Title } from '@mantine/core';
import type { Mesh } from '../api/mesh';
import { count, percent, rate } from '../ui/format';
import { WarningIcon } from '../ui/icons';
import type { Activity } from './activity';
import { Diagram } from './Diagram';
import { LinkTable } from './LinkTable';
import { NodeCard } from './NodeCard';
import type { MeshState } from './useMesh';
import styles from './mesh.module.css';

export function MeshView({ state: { mesh, activity, failure } }: { state: MeshState }) {
  return (
    <div className={styles.view} role="region" aria-label="The mesh" tabIndex={0}>
      <div className={styles.column}>
        <Title order={1} size="h2">The mesh</Title>
        {failure && <Alert color="red" icon={<WarningIcon />} title={failure.title} role="alert">{failure.detail}{mesh ? ' What you see is what was known last.' : ''}</Alert>}
        {!mesh && !failure && <Loader aria-label="Waits for the gateway" />}
        {mesh && (
          <>
            <Summary mesh={mesh} activity={activity} />
            <section className={styles.panel} aria-label="Diagram"><Diagram mesh={mesh} activity={activity} /></section>
            <section className={styles.panel}>
              <Title order={2} size="h4" mb="xs">Who drafts for whom</Title>
              <LinkTable links={mesh.links} activity={activity} />
            </section>
            <section>
              <Title order={2} size="h4" mb="xs">Nodes</Title>
              <div className={styles.cards}>
                {mesh.nodes.map((node) => <NodeCard key={node.address} node={node} speed={activity.speedOf(node)} />)}
              </div>
            </section>
          </>
        )}
      </div>
    </div>
  );
}

function Summary({ mesh, activity }: { mesh: Mesh; activity: Activity }) {
  const verifiers = mesh.nodes.filter((node) => node.role === 'verifier');
  const accepted = mesh.links.reduce((sum, link) => sum + link.accepted_tokens, 0);
  const verified = mesh.links.reduce((sum, link) => sum + link.accepted_tokens + link.rejected_tokens, 0);
  const speed = verifiers.reduce((sum, node) => sum + activity.speedOf(node), 0);
  const ready = mesh.nodes.filter((node) => node.state === 'ready').length;
  return (
    <div className={styles.summary}>
      <Figure name="Nodes ready" value={`${ready} of ${mesh.nodes.length}`} />
      <Figure name="Generations now" value={count(verifiers.reduce((sum, node) => sum + node.active, 0))} />
      <Figure name="Tokens per second" value={speed >= 0.5 ? rate(speed) : '0'} />
      <Figure name="Acceptance" value={verified > 0 ? percent(accepted / verified) : '–'} />
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.figure}>
      <Text size="xs" c="dimmed">{name}</Text>
      <Text fw={700} size="xl" style={{ fontVariantNumeric: 'tabular-nums' }}>{value}</Text>
    </div>
  );
}
