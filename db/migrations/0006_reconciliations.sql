CREATE TABLE "reconciliations" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"period" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"invoiced" boolean NOT NULL,
	"accounts" integer NOT NULL,
	"total_nanos" bigint NOT NULL,
	"invoiced_cents" bigint NOT NULL,
	"differences" integer NOT NULL,
	"first_differences" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "reconciliations_period_idx" ON "reconciliations" USING btree ("period","at");