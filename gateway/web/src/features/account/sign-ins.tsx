import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { listSignIns, revokeSignIn } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loading.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Muted, Row, Stack } from '../../ui/page.tsx';
import { When } from '../../ui/time.tsx';
import { deviceName } from './device.ts';

export function SignIns() {
  const query = useQuery({ queryKey: ['sign_in'], queryFn: ({ signal }) => listSignIns({ signal }) });
  const revoke = useWrite({ run: (id: string) => revokeSignIn({ path: { id } }), changes: [['sign_in']] });
  return (
    <Loaded query={query} lines={1}>
      {({ items }) => (
        <Stack as="ul" label={t`Sign-ins`}>
          {items.map((one) => (
            <li key={one.id}>
              <Row between>
                <div>
                  <p>{deviceName(one.device) || t`A device without a name`} {one.current && <Badge tone="ok">{t`This one`}</Badge>}</p>
                  <Muted><Trans>Last used <When own at={one.last_used_at} /></Trans></Muted>
                </div>
                {!one.current && (
                  <Button
                    small busy={revoke.isPending && revoke.variables === one.id} aria-label={t`Sign out ${{ device: deviceName(one.device) || t`device` }}`}
                    onClick={() => revoke.mutate(one.id)}
                  >{t`Sign out`}</Button>
                )}
              </Row>
            </li>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}
