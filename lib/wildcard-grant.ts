import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';

export interface WildcardGrant {
  readonly actions: readonly string[];
  /** An ARN that ends in a wildcard. */
  readonly resource: string;
  /** Why no narrower resource exists. */
  readonly reason: string;
}

/** A right on all that lies below a name, which must say why it cannot be narrower. */
export function grantBelow(grantee: Function, { actions, resource, reason }: WildcardGrant): void {
  grantee.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
  const spelling = spelled(Stack.of(grantee).resolve(resource));
  Validations.of(grantee.role ?? grantee).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${spelling}]`,
    reason,
  });
}

/** An ARN as cdk-nag spells it in the id of a finding: references in angle brackets. */
export function spelled(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = resolved as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(spelled).join(String(join[0]));
  throw new Error(`cannot spell ${JSON.stringify(resolved)} as cdk-nag does`);
}
