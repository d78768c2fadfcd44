CREATE TABLE "operator_log" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"actor_user_id" text COLLATE "C",
	"action" text NOT NULL,
	"target" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "operator_log_time_idx" ON "operator_log" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_log_time_idx" ON "audit_log" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_log_action_idx" ON "audit_log" USING btree ("action","at","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor_idx" ON "audit_log" USING btree ("actor_user_id","at","id");--> statement-breakpoint
CREATE INDEX "invoices_owed_idx" ON "invoices" USING btree ("account_id") WHERE status in ('open', 'uncollectible');--> statement-breakpoint
CREATE INDEX "budget_shards_period_idx" ON "budget_shards" USING btree ("period","account_id") WHERE scope = 'account';--> statement-breakpoint
CREATE INDEX "stripe_events_type_idx" ON "stripe_events" USING btree ("type","received_at","id");--> statement-breakpoint
CREATE INDEX "settlement_failures_time_idx" ON "settlement_failures" USING btree ("failed_at","request_id");--> statement-breakpoint
CREATE INDEX "usage_events_borne_idx" ON "usage_events" USING btree ("admitted_at") WHERE absorbed_nanos > 0 or waived_nanos > 0;