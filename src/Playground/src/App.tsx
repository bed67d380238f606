import { ActionIcon, Drawer, Group, Title } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { ChatStore } from './chat/chatStore';
import { ChatView } from './chat/ChatView';
import { MeshView } from './mesh/MeshView';
import { useMesh } from './mesh/useMesh';
import { SettingsPanel } from './settings/SettingsPanel';
import { useModels } from './settings/useModels';
import { useSettings } from './settings/useSettings';
import { ColorScheme } from './ui/ColorScheme';
import { Logo, SlidersIcon } from './ui/icons';
import { useView, views } from './ui/useView';
import styles from './App.module.css';

/** Room for the settings beside the chat. */
const wide = '(min-width: 1000px)';

export function App() {
  const [chat] = useState(() => new ChatStore());
  const { settings, change, apiKey, changeKey } = useSettings();
  const view = useView();
  const isWide = useMediaQuery(wide, window.matchMedia(wide).matches);
  const [drawer, { open, close }] = useDisclosure(false);
  const meshState = useMesh(apiKey);
  const models = useModels(apiKey, meshState.mesh);
  const drafts = meshState.mesh?.nodes.filter((node) => node.role === 'draft').map((node) => node.name) ?? [];
  const panel = <SettingsPanel {...{ settings, change, apiKey, changeKey, models, drafts }} />;
  const hasPanel = view === 'chat';
  return (
    <div className={styles.app}>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to the content</a>
      <header className={styles.header}>
        <div className={styles.brand}><Logo /><span>SpecMesh</span></div>
        <nav className={styles.nav} aria-label="Views">
          {views.map(({ name, label }) => <a key={name} href={`#/${name}`} aria-current={name === view ? 'page' : undefined}>{label}</a>)}
        </nav>
        <div className={styles.tools}>
          {hasPanel && !isWide && <ActionIcon variant="default" size="lg" aria-label="Settings" onClick={open}><SlidersIcon /></ActionIcon>}
          <ColorScheme />
        </div>
      </header>
      <div className={styles.body}>
        <main id="main" className={styles.main} tabIndex={-1}>
          {view === 'chat' ? <ChatView {...{ chat, settings, change, apiKey }} /> : <MeshView state={meshState} />}
        </main>
        {hasPanel && isWide && (
          <aside className={styles.aside} aria-label="Settings">
            <Title order={2} size="h5" mb="md">Settings</Title>
            {panel}
          </aside>
        )}
      </div>
      {hasPanel && !isWide && (
        <Drawer.Root opened={drawer} onClose={close} position="right" size="min(340px, 100vw)">
          <Drawer.Overlay />
          <Drawer.Content>
            <Drawer.Body>
              {/* Not Drawer.Header: that is a second banner for screen readers. */}
              <Group justify="space-between" my="xs">
                <Drawer.Title fw={700}>Settings</Drawer.Title>
                <Drawer.CloseButton aria-label="Close the settings" />
              </Group>
              {panel}
            </Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      )}
    </div>
  );
}
