CREATE TABLE "admin_key_lookup" (
	"hash" text PRIMARY KEY NOT NULL,
	"account_id" text COLLATE "C" NOT NULL,
	"admin_key_id" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "admin_keys" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"secret_prefix" text NOT NULL,
	"secret_last_four" text NOT NULL,
	"created_by" text COLLATE "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "admin_keys_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
ALTER TABLE "admin_keys" ADD CONSTRAINT "admin_keys_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;