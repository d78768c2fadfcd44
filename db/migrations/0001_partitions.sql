-- Hand-written: what the schema tool cannot express. usage_events becomes partitioned by month of admitted_at; partitions
-- themselves are made ahead of time by `ensurePartitions`, the default one catches what should never happen.
ALTER TABLE "usage_events" RENAME TO "usage_events_plain";--> statement-breakpoint
ALTER TABLE "usage_events_plain" RENAME CONSTRAINT "usage_events_pkey" TO "usage_events_plain_pkey";--> statement-breakpoint
CREATE TABLE "usage_events" (LIKE "usage_events_plain" INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE ("admitted_at");--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_pkey" PRIMARY KEY ("account_id", "admitted_at", "id");--> statement-breakpoint
DROP TABLE "usage_events_plain";--> statement-breakpoint
CREATE TABLE "usage_events_default" PARTITION OF "usage_events" DEFAULT;--> statement-breakpoint
-- The singletons, and the pseudo-gateway whose shards hold the reservations of jobs.
INSERT INTO "ledger_state" ("id", "hourly_until", "daily_until") VALUES (1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z') ON CONFLICT DO NOTHING;--> statement-breakpoint
INSERT INTO "control_state" ("id", "clock_offset_ms", "epoch") VALUES (1, 0, 0) ON CONFLICT DO NOTHING;--> statement-breakpoint
INSERT INTO "gateways" ("id", "kind", "started_at", "heartbeat_at", "acked_epoch") VALUES ('jobs', 'jobs', now(), now(), 0) ON CONFLICT DO NOTHING;
