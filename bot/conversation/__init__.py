"""What people write beside full questions: small talk, and questions that follow others."""
