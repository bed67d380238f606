import type { NodeState } from '../api/mesh';
import { states } from './states';
import styles from './mesh.module.css';

export function StateMark({ state }: { state: NodeState }) {
  const { name, mark, tone, meaning } = states[state];
  return (
    <span className={styles.state} data-tone={tone} title={meaning}>
      <span aria-hidden>{mark}</span> {name}
    </span>
  );
}
