CREATE TABLE "payment_attempts" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text NOT NULL,
	"invoice_id" text COLLATE "C" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"amount_cents" integer NOT NULL,
	"status" text NOT NULL,
	"failure" text,
	"card_brand" text,
	"card_last_four" text,
	"receipt_url" text,
	CONSTRAINT "payment_attempts_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text NOT NULL,
	"invoice_id" text COLLATE "C" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"amount_cents" integer NOT NULL,
	"status" text NOT NULL,
	CONSTRAINT "refunds_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "voided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "uncollectible_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "billed_to" jsonb;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_invoice_fk" FOREIGN KEY ("account_id","invoice_id") REFERENCES "public"."invoices"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_invoice_fk" FOREIGN KEY ("account_id","invoice_id") REFERENCES "public"."invoices"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payment_attempts_invoice_idx" ON "payment_attempts" USING btree ("account_id","invoice_id","at");--> statement-breakpoint
CREATE INDEX "refunds_invoice_idx" ON "refunds" USING btree ("account_id","invoice_id","at");