export default function stopMoto(): Promise<void>;
