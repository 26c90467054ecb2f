import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useActions } from './workbench.tsx';

const schemes = {
  auto: { next: 'light', icon: IconDeviceDesktop, name: 'as the system' },
  light: { next: 'dark', icon: IconSun, name: 'light' },
  dark: { next: 'auto', icon: IconMoon, name: 'dark' },
} as const;

/** Light, dark, or as the system has it; Mantine remembers the choice. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { next, icon: Icon, name } = schemes[colorScheme];
  useActions(
    (['light', 'dark', 'auto'] as const).map((scheme) => ({
      id: `theme.${scheme}`,
      label: `Look: ${schemes[scheme].name}`,
      group: 'Workbench',
      run: () => setColorScheme(scheme),
    })),
  );
  const label = `Look: ${name}. Change to ${schemes[next].name}.`;
  return (
    <ActionIcon aria-label={label} title={label} onClick={() => setColorScheme(next)}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}
