CREATE TABLE "billing_details" (
	"account_id" text COLLATE "C" NOT NULL,
	"company" text,
	"line1" text,
	"line2" text,
	"city" text,
	"state" text,
	"postal_code" text,
	"country" text,
	"tax_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"po_number" text,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "billing_details_pkey" PRIMARY KEY("account_id")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "billing_email" text;--> statement-breakpoint
ALTER TABLE "billing_details" ADD CONSTRAINT "billing_details_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;