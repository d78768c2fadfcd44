CREATE TABLE "stripe_sweeps" (
	"until" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"missed_events" integer NOT NULL,
	"repaired" integer NOT NULL,
	"failed" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "disputed_cents" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "charged_back_cents" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "disputes" SET "decided_at" = "updated_at" WHERE "status" IN ('won', 'lost');--> statement-breakpoint
UPDATE "invoices" AS i SET "disputed_cents" = d.disputed, "charged_back_cents" = d.lost
FROM (
	SELECT "account_id", "invoice_id",
		coalesce(sum("amount_cents") FILTER (WHERE "status" = 'open'), 0) AS disputed,
		coalesce(sum("amount_cents") FILTER (WHERE "status" = 'lost'), 0) AS lost
	FROM "disputes" WHERE "invoice_id" IS NOT NULL GROUP BY 1, 2
) AS d
WHERE i."account_id" = d."account_id" AND i."id" = d."invoice_id";
