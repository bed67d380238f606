import { Table, Text } from '@mantine/core';
import type { MeshLink } from '../api/mesh';
import { count, percent, rate } from '../ui/format';
import { linkKey, type Activity } from './activity';
import styles from './mesh.module.css';

/** The diagram's lines in words and numbers. */
export function LinkTable({ links, activity }: { links: MeshLink[]; activity: Activity }) {
  if (links.length === 0) return <Text size="sm" c="dimmed">No draft has worked for a verifier yet. Ask something in the chat.</Text>;
  return (
    <Table.ScrollContainer minWidth={0}>
      <Table verticalSpacing="xs" className={styles.table} aria-label="Links between drafts and verifiers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Draft</Table.Th>
            <Table.Th>Verifier</Table.Th>
            <Table.Th ta="right">Sessions</Table.Th>
            <Table.Th ta="right">Guesses</Table.Th>
            <Table.Th ta="right">Accepted</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map((link) => {
            const verified = link.accepted_tokens + link.rejected_tokens;
            const flow = activity.flowOf(link);
            return (
              <Table.Tr key={linkKey(link)}>
                <Table.Td>{link.draft ?? 'none'}</Table.Td>
                <Table.Td>{link.verifier}</Table.Td>
                <Table.Td ta="right">{link.sessions}</Table.Td>
                <Table.Td ta="right">{count(verified)}{flow >= 0.5 ? ` (${rate(flow)}/s)` : ''}</Table.Td>
                <Table.Td ta="right">{verified > 0 ? percent(link.accepted_tokens / verified) : '–'}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
