"""What people write beside full questions: small talk."""
