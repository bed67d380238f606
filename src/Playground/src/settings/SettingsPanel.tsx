import { Button, Divider, NumberInput, PasswordInput, Select, Slider, Stack, Switch, Text, Textarea } from '@mantine/core';
import { oneDecimal } from '../ui/format';
import { defaults, type DraftChoice, type Settings } from './settings';

const longest = 32_768;
const largestSeed = Number.MAX_SAFE_INTEGER;

export interface SettingsPanelProps {
  settings: Settings;
  change: (part: Partial<Settings>) => void;
  apiKey: string;
  changeKey: (key: string) => void;
  models: string[];
  drafts: string[];
}

export function SettingsPanel({ settings, change, apiKey, changeKey, models, drafts }: SettingsPanelProps) {
  return (
    <Stack gap="md">
      <Select
        label="Model"
        placeholder={models[0] ?? 'No model is ready'}
        data={withChosen(models, settings.model)}
        value={settings.model}
        onChange={(model) => change({ model })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any model' }}
      />
      <Textarea
        label="System prompt"
        placeholder="How the model is to answer"
        autosize
        minRows={2}
        maxRows={8}
        value={settings.system}
        onChange={(event) => change({ system: event.currentTarget.value })}
      />
      <Tuned label="Temperature" hint="0: always the likeliest token" max={2} step={0.1} value={settings.temperature} set={(temperature) => change({ temperature })} />
      <Tuned label="Top-p" hint="1: every token may be drawn" max={1} step={0.05} value={settings.topP} set={(topP) => change({ topP })} />
      <NumberInput
        label="Seed"
        description="Same seed, same answer"
        placeholder="Another one each time"
        min={0}
        max={largestSeed}
        allowDecimal={false}
        value={settings.seed ?? ''}
        onChange={(seed) => change({ seed: typeof seed === 'number' ? seed : null })}
      />
      <NumberInput
        label="Most tokens of an answer"
        min={1}
        max={longest}
        allowDecimal={false}
        clampBehavior="blur"
        value={settings.maxTokens}
        onChange={(tokens) => change({ maxTokens: typeof tokens === 'number' ? Math.max(1, tokens) : defaults.maxTokens })}
      />
      <Divider label="Speculation" labelPosition="left" />
      <Select
        label="Draft"
        description="None of it changes the answer"
        data={[
          { value: 'any', label: 'Any draft, by load' },
          ...withChosen(drafts, settings.draft.kind === 'one' ? settings.draft.name : null).map((name) => ({ value: `one:${name}`, label: `Only ${name}` })),
          { value: 'none', label: 'None: plain decoding' },
        ]}
        allowDeselect={false}
        value={choiceToValue(settings.draft)}
        onChange={(value) => value && change({ draft: valueToChoice(value) })}
      />
      <Switch
        label="Compare with plain decoding"
        description="Asks the same again, same seed, without speculation"
        checked={settings.compare}
        disabled={settings.draft.kind === 'none'}
        onChange={(event) => change({ compare: event.currentTarget.checked })}
      />
      <Switch label="Colour tokens by source" checked={settings.colours} onChange={(event) => change({ colours: event.currentTarget.checked })} />
      <NumberInput
        label="Alternatives of each token"
        min={0}
        max={20}
        allowDecimal={false}
        value={settings.alternatives}
        onChange={(count) => change({ alternatives: typeof count === 'number' ? count : defaults.alternatives })}
      />
      <Divider label="Access" labelPosition="left" />
      <PasswordInput
        label="API key"
        description="Only if the gateway asks for one. Kept until this tab is closed."
        autoComplete="off"
        value={apiKey}
        onChange={(event) => changeKey(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the API key' }}
      />
      <Button variant="default" onClick={() => change(defaults)}>Reset settings</Button>
    </Stack>
  );
}

interface TunedProps {
  label: string;
  hint: string;
  max: number;
  step: number;
  value: number;
  set: (value: number) => void;
}

function Tuned({ label, hint, max, step, value, set }: TunedProps) {
  const digits = step < 0.1 ? value.toFixed(2) : oneDecimal(value);
  return (
    <div>
      <Text size="sm" fw={500} component="div" style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>{label}</span>
        <span>{digits}</span>
      </Text>
      <Text size="xs" c="dimmed" mb={6}>{hint}</Text>
      <Slider min={0} max={max} step={step} value={value} onChange={set} label={null} thumbLabel={label} />
    </div>
  );
}

/** What was chosen stays in the list while it is away. */
const withChosen = (names: string[], chosen: string | null) => (chosen && !names.includes(chosen) ? [...names, chosen] : names);

const choiceToValue = (choice: DraftChoice) => (choice.kind === 'one' ? `one:${choice.name}` : choice.kind);

const valueToChoice = (value: string): DraftChoice =>
  value.startsWith('one:') ? { kind: 'one', name: value.slice(4) } : { kind: value as 'any' | 'none' };
