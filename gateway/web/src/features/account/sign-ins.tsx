import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { listSignIns, revokeSignIn, type SignIn } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loading.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Muted, Row, Stack } from '../../ui/page.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { When } from '../../ui/time.tsx';
import { toast } from '../../ui/toasts.ts';
import { deviceName } from './device.ts';

const nameOf = (device: string): string => deviceName(device) || t`A device without a name`;

/** What is not there is signed out, as when an answer was lost and the same is asked again. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Problem && error.status === 404)) throw error;
}

export const signIns = queryOptions({ queryKey: ['sign_in'], queryFn: ({ signal }) => listSignIns({ signal }) });

export function SignIns() {
  const query = useQuery(signIns);
  const revoke = useWrite({
    run: ({ id }: SignIn) => revokeSignIn({ path: { id } }).catch(unlessGone), changes: [['sign_in']],
    done: (_, { device }) => toast(t`${{ device: nameOf(device) }} is signed out.`),
  });
  return (
    <Loaded query={query} lines={1}>
      {({ items }) => (
        <Stack as="ul" label={t`Sign-ins`}>
          {items.map((one) => (
            <li key={one.id}>
              <Row between>
                <div>
                  <p>{nameOf(one.device)} {one.current && <Badge tone="ok">{t`This one`}</Badge>}</p>
                  <Muted><Trans>Last used <When own at={one.last_used_at} /></Trans></Muted>
                </div>
                {!one.current && (
                  <Button
                    small busy={revoke.isPending && revoke.variables.id === one.id} aria-label={t`Sign out ${{ device: deviceName(one.device) || t`device` }}`}
                    onClick={() => revoke.mutate(one)}
                  >{t`Sign out`}</Button>
                )}
              </Row>
              {revoke.isError && revoke.variables.id === one.id && <Refusal error={revoke.error} />}
            </li>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}
